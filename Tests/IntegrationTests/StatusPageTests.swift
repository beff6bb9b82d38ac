import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// The daemon's page in a real browser, while a real stream runs.
    @Suite(.enabled(if: Browser.program != nil, "no chromium in /usr/bin"))
    struct StatusPageTests {
        private static let hostile = "<img src=x onerror=alert(document.domain)>"
        /// An integer that JavaScript's numbers do not hold.
        private static let long = "9007199254740993"

        /// A click at the present, spelt as in the topic; ids as they stand in JSON.
        private func click(_ session: String, _ item: String) -> (key: [UInt8]?, value: [UInt8]) {
            let now = Int(Date().timeIntervalSince1970 * 1_000)
            let event = #"{"session":\#(session),"aid":\#(item),"ts":\#(now),"type":"clicks"}"#
            return (Array(session.utf8), Array(event.utf8))
        }

        /// A daemon that has taken a real recording, some rubbish, and texts that mean harm; and a
        /// browser that has its page open.
        private func withPage(
            _ settings: [String] = [],
            _ body: (BrowserTab, Daemon, Broker) async throws -> Void
        ) async throws {
            try await Broker.run(partitions: 2) { broker in
                let recording = try await Feed.recording(in: broker.folder)
                let keyed = try Feed.keyed(recording, in: broker.folder)[0]
                let settings = ["live_quality.share=1"] + settings
                try await Daemon.run(at: broker, settings: settings) { daemon in
                    try await Feed.produce(keyed, to: broker)
                    try await broker.produce([(Array("1".utf8), Array("rubbish".utf8))])
                    try await daemon.hasTaken(17_436)
                    try await BrowserTab.open(in: broker.folder) { tab in
                        try await tab.visit("http://127.0.0.1:\(daemon.port ?? 0)/")
                        try await tab.wait(
                            "the first figures", until: "history.length > 0 && sample !== null")
                        try await body(tab, daemon, broker)
                        #expect(tab.complaints == [])
                    }
                }
            }
        }

        private func text(_ id: String) -> String { "document.getElementById('\(id)').textContent" }

        /// Produces such clicks until the page has them among the lists that change.
        private func show(
            _ tab: BrowserTab, _ broker: Broker, session: String, items: [String]
        ) async throws {
            try await broker.produce(items.map { click(session, $0) })
            let name = session.replacing("\"", with: "")
            try await tab.wait(
                "session \(name) among the lists",
                until: "\(text("sessions")).includes(\(String(reflecting: name)))")
        }

        @Test(.timeLimit(.minutes(3)))
        func `it can be read at any width, in the light and in the dark`() async throws {
            try await withPage { tab, _, broker in
                let word = String(repeating: "W", count: 64)
                try await show(
                    tab, broker, session: "\"\(word)\"", items: ["1", "\"\(word)\"", "2"])
                let item: String = try await tab.evaluate(
                    "document.querySelector('#sessions li button').textContent")
                for (kind, id) in [("session", word), ("item", item)] {
                    let asked: Bool = try await tab.evaluate(
                        "lookUp('\(kind)', \(String(reflecting: id))).then(() => true)")
                    #expect(asked)
                    for width in [360, 768, 1_280] {
                        for scheme in ["light", "dark"] {
                            try await tab.prefer("prefers-color-scheme", scheme)
                            try await tab.resize(width: width)
                            try await tab.wait(
                                "the charts at this width",
                                until: """
                                    [...document.querySelectorAll('.chart')].every(chart =>
                                      chart.viewBox.baseVal.width === chart.clientWidth)
                                    """)
                            let layout: PageLayout = try await tab.evaluate(PageLayout.expression)
                            let place = Comment(rawValue: "\(kind), \(scheme): \(layout)")
                            #expect(layout.width == Double(width), place)
                            #expect(layout.scrollWidth <= layout.width, place)
                            #expect(layout.cut.isEmpty, place)
                            #expect(layout.cutLabels.isEmpty, place)
                            #expect(layout.overlaps.isEmpty, place)
                            #expect(layout.nameless.isEmpty, place)
                            #expect(layout.charts == 2 && layout.labelledCharts == 2, place)
                            #expect(layout.lowestContrast >= 4.5, place)
                        }
                    }
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `it shows what the status says, and goes on showing it`() async throws {
            try await withPage { tab, daemon, broker in
                let status = try daemon.status()
                let shown: String = try await tab.evaluate("document.body.innerText")
                #expect(shown.contains("Consuming"))
                #expect(shown.contains("17,435 events"))
                #expect(shown.contains("rejected: malformed"))
                let sessions = status.sessions.formatted(.number.locale(Locale(identifier: "en")))
                // The state is counted once a second.
                try await tab.wait(
                    "the sessions",
                    until: "document.body.innerText.includes('\(sessions) sessions')")
                let recall: Double = try await tab.evaluate(
                    "parseFloat(document.querySelector('#quality tbody .number').textContent)")
                #expect(recall > 1 && recall < 100)
                try await broker.produce((0..<40).map { click("\($0 % 4)", "\($0)") })
                try await tab.wait("40 more", until: "\(text("summary")).includes('17,475 events')")
                try await tab.wait(
                    "their latencies", until: "\(text("latency-note")).startsWith('40 ')")
                try await tab.wait(
                    "what they moved", until: "document.querySelector('#sessions .move.up')")
                try await broker.produce((0..<40).map { click("\($0 % 4)", "3") })
                try await tab.wait(
                    "a rising item",
                    until: "document.querySelector('#rising tbody button')?.textContent === '3'")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `it asks nothing while it is paused or hidden, and goes on after`() async throws {
            try await withPage { tab, daemon, broker in
                func asksOnlyWhile(_ stop: String, _ goOn: String) async throws {
                    let stopped: Bool = try await tab.evaluate(
                        "(() => { \(stop); return !isAsking() })()")
                    #expect(stopped)
                    try await tab.wait("the last answer", until: "!isPolling")
                    let asked = try daemon.requests("GET /status")
                    // What its timer would do.
                    let _: Bool = try await tab.evaluate("poll().then(() => true)")
                    // The one is the question before this.
                    #expect(try daemon.requests("GET /status") == asked + 1)
                    let _: Bool = try await tab.evaluate("(() => { \(goOn); return true })()")
                    let before: Double = try await tab.evaluate("lastAnswer")
                    try await tab.wait("another answer", until: "lastAnswer > \(before)")
                }
                try await asksOnlyWhile("byID('pause').click()", "byID('pause').click()")
                let tell = "document.dispatchEvent(new Event('visibilitychange'))"
                func hidden(_ value: Bool) -> String {
                    "Object.defineProperty(document, 'hidden', "
                        + "{ value: \(value), configurable: true }); \(tell)"
                }
                try await asksOnlyWhile(hidden(true), hidden(false))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `a session and an item can be looked up, and why`() async throws {
            try await withPage { tab, daemon, broker in
                try await show(tab, broker, session: Self.long, items: ["1", "2", Self.long])
                func ask(_ kind: String, _ id: String) async throws {
                    let _: Bool = try await tab.evaluate(
                        """
                        (() => {
                          byID('kind').value = '\(kind)'
                          byID('id').value = \(String(reflecting: id))
                          byID('question').requestSubmit()
                          return true
                        })()
                        """)
                    try await tab.wait(
                        "an answer",
                        until: "!\(text("answer-state")).startsWith('Looking up') "
                            + "&& \(text("answer-state")).includes(\(String(reflecting: id)))")
                }
                try await ask("session", Self.long)
                let why: String = try await tab.evaluate(text("answer"))
                #expect(why.contains("Likely to be ordered next"))
                #expect(why.contains("the session's own: clicked"))
                // What was rounded would have another name.
                #expect(why.contains(Self.long))
                let _: Bool = try await tab.evaluate(
                    "(() => { document.querySelector('#answer button').click(); return true })()")
                try await tab.wait(
                    "the item", until: "\(text("answer-state")).startsWith('Item \(Self.long),')")
                let neighbours: [String] = try await tab.evaluate(
                    "[...document.querySelectorAll('#answer tbody button')].map(b => b.textContent)"
                )
                #expect(Set(neighbours) == ["1", "2"])
                try await ask("item", "nobody has this")
                let failure: String = try await tab.evaluate(text("answer-state"))
                #expect(failure == "item nobody has this is not known")
                // The browser itself tells of the 404.
                tab.forgive("404")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `an id that is markup stays a text`() async throws {
            try await withPage { tab, _, broker in
                let id = "\"\(Self.hostile)\""
                try await show(tab, broker, session: id, items: ["1", id, "2"])
                let _: Bool = try await tab.evaluate(
                    "lookUp('session', \(String(reflecting: Self.hostile))).then(() => true)")
                let shown: Int = try await tab.evaluate(
                    "document.body.innerText.split('\(Self.hostile)').length - 1")
                #expect(shown >= 4)
                let made: Int = try await tab.evaluate("document.querySelectorAll('img').length")
                #expect(made == 0)
                let scripts: Int = try await tab.evaluate("document.scripts.length")
                #expect(scripts == 1)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `where there is a token the page asks for it, and tells nobody`() async throws {
            let token = "page-token-0123456789"
            try await Broker.run { broker in
                let environment = ["COVISITD_HTTP_TOKEN": token]
                try await Daemon.run(at: broker, environment: environment) { daemon in
                    try await BrowserTab.open(in: broker.folder) { tab in
                        try await tab.visit("http://127.0.0.1:\(daemon.port ?? 0)/")
                        try await tab.wait("the question", until: "!byID('access').hidden")
                        for (given, place) in [("wrong", "access-failure"), (token, "version")] {
                            let _: Bool = try await tab.evaluate(
                                """
                                (() => {
                                  byID('token').value = '\(given)'
                                  byID('access').requestSubmit()
                                  return true
                                })()
                                """)
                            try await tab.wait("\(place)", until: text(place))
                        }
                        let page: String = try await tab.evaluate(
                            "location.href + document.documentElement.outerHTML")
                        #expect(!page.contains(token))
                        let kept: [String] = try await tab.evaluate(
                            "[document.cookie, JSON.stringify(localStorage)]")
                        #expect(kept == ["", "{}"])
                        let hidden: Bool = try await tab.evaluate("byID('access').hidden")
                        #expect(hidden)
                    }
                    #expect(!daemon.log.contains(token))
                }
            }
        }
    }
}

extension Daemon {
    /// Requests of a route that were answered well.
    fileprivate func requests(_ route: String) throws -> Int {
        struct Status: Decodable {
            struct HTTP: Decodable {
                var requests: [String: [String: Int]]
            }
            var http: HTTP
        }
        let body = try get("/status").body
        let status = try JSONDecoder().decode(Status.self, from: Data(body.utf8))
        return status.http.requests[route]?["2xx"] ?? 0
    }
}
