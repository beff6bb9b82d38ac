/// How the page of a report looks: one column on a phone, charts side by side where there is room,
/// light or dark as the reader's system is.
enum PageStyle {
    static let sheet = """
        :root{--ink:#1b1f24;--soft:#5b6470;--line:#dfe3e8;--paper:#fff}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a2abb6;--line:#333a43;\
        --paper:#14171b}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);\
        font:16px/1.5 system-ui,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:16px}
        h1{font-size:1.6rem;line-height:1.2}
        h2{font-size:1.25rem;margin:2rem 0 .5rem}
        h3{font-size:1rem;margin:1rem 0 .25rem;font-weight:600}
        p{color:var(--soft);max-width:70ch}
        .legend{list-style:none;padding:0}
        .legend span{color:var(--soft);font-size:.85rem}
        i{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin-right:.5em;\
        background:currentColor}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:.4em .8em;border-bottom:1px solid var(--line);text-align:right;\
        vertical-align:top;white-space:nowrap}
        th[scope=row]{text-align:left;font-weight:600;white-space:normal;overflow-wrap:anywhere;\
        min-width:8em}
        thead th{color:var(--soft);font-weight:500;font-size:.85rem}
        small{display:block;color:var(--soft)}
        .charts{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),\
        1fr))}
        figure{margin:0}
        figcaption{font-weight:600;font-size:.95rem}
        svg{width:100%;max-width:720px;height:auto;font:12px system-ui,sans-serif}
        svg text{fill:var(--soft);paint-order:stroke;stroke:var(--paper);stroke-width:4px}
        @media(max-width:560px){svg{font-size:20px}th,td{padding:.4em .4em}}
        .grid{stroke:var(--line);fill:none}
        .zero{stroke:var(--soft);fill:none}
        .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;\
        stroke-linecap:round}
        .dot{fill:currentColor;stroke:var(--paper);stroke-width:1}
        .c0{color:#0b6bcb}.c1{color:#d1570a}.c2{color:#1a7f47}.c3{color:#a1349b}
        .c4{color:#b58900}.c5{color:#00838f}.c6{color:#c2185b}.c7{color:#6d5b4b}
        @media(prefers-color-scheme:dark){.c0{color:#6cb2ff}.c1{color:#ff9a57}.c2{color:#5fce8f}\
        .c3{color:#e389de}.c4{color:#e5c04b}.c5{color:#4fd0dc}.c6{color:#ff7fac}.c7{color:#c4ad99}}
        """
}
