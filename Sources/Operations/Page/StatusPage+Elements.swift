extension StatusPage {
    /// Makes elements, and writes numbers for people.
    ///
    /// A text is only ever set as text: ids come from the feed, and may be anything.
    static let elements = #"""
        const byID = id => document.getElementById(id)

        const fillIn = (node, attributes, children) => {
          for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
          node.append(...children.filter(child => child !== null && child !== undefined))
          return node
        }
        const make = (name, attributes = {}, ...children) =>
          fillIn(document.createElement(name), attributes, children)
        const draw = (name, attributes = {}, ...children) =>
          fillIn(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children)

        // What has not changed stays as it is: no selection is lost, no screen reader disturbed.
        const write = (id, text) => {
          const node = byID(id)
          if (node.textContent !== text) node.textContent = text
        }
        const shown = new Map()
        const show = (id, content, ...nodes) => {
          const key = JSON.stringify(content)
          if (shown.get(id) === key) return
          shown.set(id, key)
          byID(id).replaceChildren(...nodes.flatMap(node => node()))
        }

        const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
        const isKnown = value => value !== null && value !== undefined
        const short = new Intl.NumberFormat('en', { notation: 'compact' })
        const count = value => isKnown(value) ? whole.format(value) : 'unknown'
        const decimals = (value, digits) => value.toFixed(digits)
        const percent = share => {
          if (!isKnown(share)) return '–'
          if (share > 0 && share < .001) return '< 0.1%'
          return `${decimals(share * 100, share > .9995 ? 0 : 1)}%`
        }
        const bytes = value => {
          const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
          let unit = 0
          while (value >= 1024 && unit < 4) { value /= 1024; unit += 1 }
          const number = unit === 0 || value >= 100 ? whole.format(value) : decimals(value, 1)
          return `${number}\u00a0${units[unit]}`
        }
        const span = seconds => {
          if (!isKnown(seconds)) return 'unknown'
          if (seconds === 0) return '0\u00a0s'
          if (seconds < 1) return `${decimals(seconds * 1000, 0)}\u00a0ms`
          if (seconds < 10) return `${decimals(seconds, 1).replace('.0', '')}\u00a0s`
          if (seconds < 120) return `${decimals(seconds, 0)}\u00a0s`
          if (seconds < 7200) return `${decimals(seconds / 60, 0)}\u00a0min`
          if (seconds < 172800) return `${decimals(seconds / 3600, 1)}\u00a0h`
          return `${decimals(seconds / 86400, 1)}\u00a0days`
        }
        const moment = milliseconds => new Date(milliseconds).toLocaleString('sv-SE')

        // A column is [title] or [title, 'number']; a cell is a text or an element.
        const table = (caption, columns, rows) => make('table', {},
          make('caption', { class: 'hidden' }, caption),
          make('thead', {}, make('tr', {}, ...columns.map(([title, kind]) =>
            make('th', { scope: 'col', class: kind ?? '' }, title)))),
          make('tbody', {}, ...rows.map(cells => make('tr', {}, ...cells.map((cell, place) =>
            make(place === 0 ? 'th' : 'td',
              { class: columns[place][1] ?? '', ...(place === 0 ? { scope: 'row' } : {}) },
              cell))))))

        const pairs = entries => make('dl', {}, ...entries.flatMap(([name, value]) =>
          [make('dt', {}, name), make('dd', {}, value)]))

        const meter = (share, name) => {
          const fill = make('i')
          fill.style.width = `${Math.min(1, Math.max(0, share)) * 100}%`
          return make('span', {
            class: share > .9 ? 'meter high' : 'meter', role: 'meter', 'aria-label': name,
            'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(share * 100),
          }, fill)
        }

        // An id that can be looked up.
        const known = (kind, id) => {
          const button = make('button', { type: 'button', class: 'id' }, `${id}`)
          button.addEventListener('click', () => lookUp(kind, `${id}`))
          return button
        }
        """#
}
