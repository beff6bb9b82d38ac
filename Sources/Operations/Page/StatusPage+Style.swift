extension StatusPage {
    /// Text has a contrast of 4.5 at least, in light and in dark; a test measures it.
    static let style = #"""
        :root {
          --ground: #f2f4f6; --card: #fff; --line: #d5dbe1; --text: #1b2127; --quiet: #55606b;
          --mark: #0a5ea6; --fill: #2f7fc4; --good: #19682f; --warn: #8a4b00; --bad: #a8231a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #12161a; --card: #1b2127; --line: #38424c; --text: #e8ecf0;
            --quiet: #a6b1bc; --mark: #7bbcf7; --fill: #4c93d3; --good: #74d192;
            --warn: #f2b85c; --bad: #ff958b;
          }
        }
        * { box-sizing: border-box }
        body {
          margin: 0; background: var(--ground); color: var(--text);
          font: 15px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums;
        }
        header, main, footer { max-width: 1360px; margin: 0 auto; padding: 0 16px }
        header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px }
        header, footer { padding-top: 12px; padding-bottom: 12px }
        h1 { font-size: 20px; margin: 0 }
        h2 { font-size: 15px; margin: 0 0 6px }
        h3 { font-size: 14px; margin: 0 0 4px; overflow-wrap: anywhere }
        p { margin: 0 0 6px; overflow-wrap: anywhere }
        header p { margin: 0 }
        .title { display: flex; gap: 8px; align-items: baseline }
        .state { font-weight: 600 }
        .state::before {
          content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px;
          border-radius: 5px; background: currentColor;
        }
        #summary { flex: 1 1 260px }
        #pause { margin-left: auto }
        .good { color: var(--good) } .warn { color: var(--warn) } .bad { color: var(--bad) }
        .quiet { color: var(--quiet) }
        small, .quiet { font-size: 13px }
        main { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px }
        .card {
          background: var(--card); border: 1px solid var(--line); border-radius: 8px;
          padding: 12px 14px; min-width: 0;
        }
        .two { grid-column: span 2 } .wide { grid-column: 1 / -1 }
        .figure { font-size: 26px; line-height: 1.2; font-weight: 600 }
        .figure small { font-weight: 400; color: var(--quiet) }
        .row { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center }
        .chart { display: block; width: 100%; height: 150px; overflow: hidden }
        .chart text { font-size: 11px; fill: var(--quiet) }
        .chart .area { fill: var(--fill); opacity: .16 }
        .chart .curve { fill: none; stroke: var(--mark); stroke-width: 1.6 }
        .chart .grid { stroke: var(--line) }
        .chart .bar { fill: var(--fill) }
        table { width: 100%; border-collapse: collapse }
        caption { text-align: left; font-weight: 600; padding: 4px 0 }
        th, td { text-align: left; padding: 3px 8px 3px 0; vertical-align: baseline }
        th, td { overflow-wrap: break-word }
        th { font-weight: 600 }
        thead th { font-size: 13px; font-weight: 400; color: var(--quiet) }
        tbody tr { border-top: 1px solid var(--line) }
        .number { text-align: right; padding-right: 0; padding-left: 8px }
        td.number { white-space: nowrap }
        td.wrapping { white-space: normal }
        dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 3px 12px; margin: 0 }
        dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
        .meter { display: block; height: 8px; background: var(--line); border-radius: 4px }
        .meter i { display: block; height: 8px; background: var(--fill); border-radius: 4px }
        .meter.high i { background: var(--warn) }
        .cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px }
        .lists { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px }
        .cards article { border-top: 1px solid var(--line); padding-top: 8px }
        .cards > *, .lists > * { min-width: 0 }
        ol { list-style: none; margin: 0; padding: 0; columns: 2; column-gap: 12px }
        ol li { display: flex; gap: 6px; break-inside: avoid; padding: 1px 0 }
        .rank { flex: 0 0 22px; color: var(--quiet); text-align: right }
        .move { flex: 0 0 40px; white-space: nowrap; color: var(--quiet); font-size: 13px }
        .move.up, .move.new { color: var(--good); font-weight: 600 }
        .id { overflow-wrap: anywhere; min-width: 0 }
        button, input, select {
          font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet);
          border-radius: 6px; padding: 4px 10px; max-width: 100%;
        }
        #id { flex: 1 1 160px; min-width: 0 }
        button { cursor: pointer }
        button.id {
          font-weight: 400; overflow-wrap: anywhere; min-width: 0;
          border: 0; padding: 0; background: none; color: var(--mark); text-align: left;
          text-decoration: underline; text-underline-offset: 2px;
        }
        a { color: var(--mark) }
        :focus-visible { outline: 3px solid var(--mark); outline-offset: 2px }
        .stale .figure { color: var(--quiet) }
        .skip { position: absolute; left: -9999px }
        .skip:focus { left: 16px; top: 8px; background: var(--card); padding: 4px 8px; z-index: 1 }
        .hidden {
          position: absolute; width: 1px; height: 1px; overflow: hidden;
          clip-path: inset(50%); white-space: nowrap;
        }
        .lists table { table-layout: fixed }
        .lists thead th:first-child { width: 27% }
        details { margin-top: 6px }
        summary { cursor: pointer; color: var(--mark) }
        .reasons { margin: 0; padding: 0; list-style: none; font-size: 13px }
        @media (max-width: 1000px) {
          main { grid-template-columns: repeat(2, minmax(0, 1fr)) }
          .lists { grid-template-columns: minmax(0, 1fr) }
          .card:not(.half) { grid-column: 1 / -1 }
        }
        @media (max-width: 640px) {
          main, .cards { grid-template-columns: minmax(0, 1fr) }
          .card { grid-column: 1 / -1 }
          td.number { white-space: normal; overflow-wrap: anywhere }
          .number { padding-left: 4px }
          tbody { font-size: 13px }
          #summary { order: 1; flex-basis: 100% }
          header, main, footer { padding-left: 10px; padding-right: 10px }
          button, input, select { min-height: 40px }
          button.id { min-height: 28px }
        }
        @media (prefers-reduced-motion: no-preference) { .meter i { transition: width .3s } }
        @media (forced-colors: active) {
          .meter { border: 1px solid }
          .meter i { background: Highlight }
        }
        """#
}
