/// A page as it lies in a window of one width. Lengths are pixels.
struct PageLayout: Decodable {
    var width: Double
    /// What the page needs; more than its width makes it scroll sideways.
    var scrollWidth: Double
    /// Elements that stick out of the window, or whose text is cut off.
    var cut: [String]
    /// Letters of charts that lie outside of them, and pairs that lie on each other.
    var cutLabels: [String]
    var overlaps: [String]
    /// Charts, and those with letters in them.
    var charts: Int
    var labelledCharts: Int
    /// Elements that a screen reader finds no name for.
    var nameless: [String]
    /// Of text on what is behind it, WCAG's ratio; and the text that has it.
    var lowestContrast: Double
    var palest: String

    /// An expression for `BrowserTab.evaluate`.
    static let expression = #"""
        (() => {
          const parts = color => (color.match(/[\d.]+/g) ?? []).map(Number)
          const luminance = color => {
            const [r, g, b] = parts(color).map(part => {
              const share = part / 255
              return share <= .03928 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4
            })
            return .2126 * r + .7152 * g + .0722 * b
          }
          const contrast = (a, b) => {
            const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
            return (light + .05) / (dark + .05)
          }
          const ground = node => {
            for (let at = node; at; at = at.parentElement) {
              const color = getComputedStyle(at).backgroundColor
              const [, , , alpha = 1] = parts(color)
              if (alpha > 0) return color
            }
            return 'rgb(255, 255, 255)'
          }
          const isShown = node => node.checkVisibility() && !node.closest('.hidden, .skip')
          const words = node => `${node.tagName} ${node.textContent.trim().slice(0, 40)}`
          const found = { cut: [], cutLabels: [], overlaps: [], nameless: [] }
          let lowest = 21, palest = ''
          for (const node of document.body.querySelectorAll('*')) {
            if (node.closest('svg') || !isShown(node)) continue
            const box = node.getBoundingClientRect()
            if (box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
              found.cut.push(words(node))
            if (node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1
              && !['INPUT', 'SELECT'].includes(node.tagName)) found.cut.push(words(node))
            const own = [...node.childNodes]
              .some(child => child.nodeType === 3 && child.data.trim())
            if (!own || node.tagName === 'SCRIPT' || node.tagName === 'STYLE') continue
            const ratio = contrast(getComputedStyle(node).color, ground(node))
            if (ratio < lowest) { lowest = ratio; palest = words(node) }
          }
          const charts = [...document.querySelectorAll('svg')]
          for (const chart of charts) {
            const outer = chart.getBoundingClientRect()
            const boxes = [...chart.querySelectorAll('text')]
              .map(text => [text.textContent, text.getBoundingClientRect()])
            for (const [name, box] of boxes) {
              if (box.left < outer.left - 1 || box.right > outer.right + 1
                || box.top < outer.top - 1 || box.bottom > outer.bottom + 1)
                found.cutLabels.push(name)
            }
            boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
              const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
              const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
              if (wide > 1 && high > 3) found.overlaps.push(`${one} | ${other}`)
            }))
            const text = chart.querySelector('text')
            if (text && contrast(getComputedStyle(text).fill, ground(chart)) < lowest) {
              lowest = contrast(getComputedStyle(text).fill, ground(chart))
              palest = text.textContent
            }
            if (!chart.getAttribute('aria-label')) found.nameless.push('svg')
          }
          for (const cell of document.querySelectorAll('th'))
            if (!cell.scope) found.nameless.push(words(cell))
          for (const table of document.querySelectorAll('table'))
            if (!table.caption) found.nameless.push(words(table))
          for (const field of document.querySelectorAll('input, select'))
            if (field.labels.length === 0) found.nameless.push(field.id)
          for (const button of document.querySelectorAll('button, a'))
            if (!button.textContent.trim()) found.nameless.push(button.outerHTML)
          for (const part of document.querySelectorAll('[aria-labelledby]')) {
            const heading = document.getElementById(part.getAttribute('aria-labelledby'))
            if (!heading?.textContent.trim()) found.nameless.push(words(part))
          }
          return {
            width: innerWidth, scrollWidth: document.documentElement.scrollWidth, ...found,
            charts: charts.length,
            labelledCharts: charts.filter(chart => chart.querySelector('text')).length,
            lowestContrast: lowest, palest,
          }
        })()
        """#
}
