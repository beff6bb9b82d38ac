import Foundation

/// A real browser without a window, which lays a page out and says what became of it.
enum Browser {
    /// Debian's chromium, which deploy/test.sh installs.
    static let program: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// A page as it lies in a window of one width. Lengths are pixels.
    struct Layout: Decodable {
        var width: Double
        /// What the page needs; more than its width makes it scroll sideways.
        var scrollWidth: Double
        var title: String
        var charts: Int
        /// Letters of charts that lie outside of them, and pairs that lie on each other.
        var cutLabels: [String]
        var overlaps: [String]
        var smallestLetters: Double
        /// Elements that a screen reader finds no name for.
        var nameless: [String]
        /// Of text on the page's ground, WCAG's ratio.
        var lowestContrast: Double
    }

    /// Opens a page that is a file, in windows of these widths side by side.
    static func layouts(
        ofPage path: String, widths: [Int], in folder: Folder
    ) async throws -> [Layout] {
        let page = try String(contentsOfFile: path, encoding: .utf8)
        _ = try folder.write((page + measuring).utf8, as: "measured.html")
        let frames = widths.map {
            "<iframe src=\"measured.html\" style=\"width:\($0)px;height:900px;border:0\"></iframe>"
        }
        let outer = try folder.write(
            ("<!doctype html><body>" + frames.joined() + collecting).utf8, as: "outer.html")
        let dump = folder("dom.html")
        let chromium = try Program(
            program ?? "chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--user-data-dir=\(folder("profile"))",
                "--window-size=1400,1000", "--dump-dom", "file://\(outer)",
            ], output: dump, errors: folder("browser.log"))
        defer { chromium.end() }
        let exit = try await chromium.end(within: 90)
        guard exit == .code(0),
            let match = folder.text("dom.html").firstMatch(of: /(?s)<pre>(\[.*?\])<\/pre>/)
        else { throw Failure("chromium says nothing (\(exit)): \(folder.text("browser.log"))") }
        let json = String(match.output.1)
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        return try JSONDecoder().decode([Layout].self, from: Data(json.utf8))
            .sorted { $0.width < $1.width }
    }

    /// Put behind the page; tells the outer page what it finds.
    private static let measuring = """
        <script>
        const luminance = color => {
          const parts = color.match(/[\\d.]+/g).slice(0, 3).map(part => {
            const share = part / 255
            return share <= .03928 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4
          })
          return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2]
        }
        const contrast = (a, b) => {
          const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
          return (light + .05) / (dark + .05)
        }
        addEventListener('load', () => {
          const cut = [], overlaps = [], nameless = []
          let smallest = 1e9, lowest = 21
          const ground = getComputedStyle(document.body).backgroundColor
          const charts = [...document.querySelectorAll('svg')]
          for (const chart of charts) {
            const outer = chart.getBoundingClientRect()
            const boxes = [...chart.querySelectorAll('text')]
              .map(text => [text.textContent, text.getBoundingClientRect()])
              .filter(([name]) => name.trim())
            for (const [name, box] of boxes) {
              smallest = Math.min(smallest, box.height)
              if (box.left < outer.left - 1 || box.right > outer.right + 1
                || box.top < outer.top - 1 || box.bottom > outer.bottom + 1) cut.push(name)
            }
            boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
              const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
              const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
              if (wide > 1 && high > 3) overlaps.push(`${one} | ${other}`)
            }))
            if (!chart.getAttribute('aria-label')) nameless.push('svg')
          }
          for (const cell of document.querySelectorAll('th'))
            if (!cell.scope && cell.textContent.trim()) nameless.push(cell.textContent)
          for (const element of document.querySelectorAll('h1,h2,h3,p,td,th,figcaption,span,small')) {
            if (!element.textContent.trim()) continue
            lowest = Math.min(lowest, contrast(getComputedStyle(element).color, ground))
          }
          parent.postMessage({
            width: innerWidth, scrollWidth: document.documentElement.scrollWidth,
            title: document.title, charts: charts.length, cutLabels: cut, overlaps,
            smallestLetters: smallest, nameless, lowestContrast: lowest,
          }, '*')
        })
        </script>
        """

    private static let collecting = """
        <pre></pre><script>
        const found = []
        addEventListener('message', event => {
          found.push(event.data)
          if (found.length === document.querySelectorAll('iframe').length)
            document.querySelector('pre').textContent = JSON.stringify(found)
        })
        </script>
        """
}
