import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// Questions to a daemon on a real broker.
    struct AskTests {
        private struct Lists: Decodable, Equatable {
            var clicks: [Int]
            var carts: [Int]
            var orders: [Int]
        }

        private func lists(_ text: String) throws -> Lists {
            try JSONDecoder().decode(Lists.self, from: Data(text.utf8))
        }

        @Test(.timeLimit(.minutes(2)))
        func `a session's lists are those that were published for it last`() async throws {
            try await Broker.run(partitions: 2) { broker in
                let feed = try await Feed.recording(in: broker.folder)
                let keyed = try Feed.keyed(feed, in: broker.folder)
                try await Daemon.run(at: broker) { daemon in
                    try await Feed.produce(keyed[0], to: broker)
                    try await daemon.hasTaken(17_435)
                    let known = try await Answers(at: broker).newest.prefix(3)
                    for (index, (session, lists)) in known.enumerated() {
                        // An event behind all others: nothing changes any row after it.
                        let item = try #require(lists.clicks.last)
                        let event =
                            #"{"session":\#(session),"aid":\#(item),"ts":157010000000\#(index),"#
                            + #""type":"carts"}"#
                        try await broker.produce([(Array(session.utf8), Array(event.utf8))])
                        try await daemon.hasTaken(17_436 + index)
                        let published = try await eventually("its lists", within: 20) {
                            let newest = try await Answers(at: broker).newest[session]
                            return newest?.ts == 1_570_100_000_000 + index ? newest : nil
                        }
                        let reply = try daemon.get("/v1/sessions/\(session)/recommendations")
                        try #require(reply.status == 200, "\(session): \(reply.body)")
                        let asked = try self.lists(reply.body)
                        #expect([asked.clicks, asked.carts, asked.orders] == published.lists)
                    }
                    let unknown = try daemon.get("/v1/sessions/nobody/recommendations")
                    #expect(unknown.status == 404)
                    #expect(unknown.body == "{\"error\":\"session nobody is not known\"}\n")
                }
            }
        }

        /// Milliseconds, not the 100 that it waits for records.
        @Test(.timeLimit(.minutes(1)))
        func `a daemon without traffic answers at once`() async throws {
            try await Broker.run { broker in
                try await Daemon.run(at: broker) { daemon in
                    try await broker.produce([
                        (Array("42".utf8), Array(BadInput.event(session: "42").utf8))
                    ])
                    try await daemon.hasTaken(1)
                    var times: [Duration] = []
                    for _ in 0..<100 {
                        let start = ContinuousClock.now
                        let reply = try daemon.get("/v1/sessions/42/recommendations?explain")
                        times.append(ContinuousClock.now - start)
                        #expect(reply.status == 200)
                    }
                    let median = times.sorted()[50]
                    #expect(median < .milliseconds(20), "\(median)")
                }
            }
        }

        /// deploy/abuse.sh does the same for longer, and measures latencies.
        @Test(.timeLimit(.minutes(2)))
        func `bad clients hold nothing up, and are counted`() async throws {
            try await Broker.run { broker in
                let source = URL(filePath: #filePath).deletingLastPathComponent()
                    .appending(path: "../Benchmarks/peers/Abuse.c").standardizedFileURL.path
                let compiler = try Program(
                    "cc", ["-O2", source, "-pthread", "-o", broker.folder("abuse")],
                    errors: broker.folder("cc.log"))
                defer { compiler.end() }
                let compiled = try await compiler.end(within: 60)
                try #require(compiled == .code(0), "\(broker.folder.text("cc.log"))")
                let feed = try await Feed.recording(in: broker.folder)
                let keyed = try Feed.keyed(feed, in: broker.folder)
                let limits = ["http.idle_timeout=500ms", "http.request_timeout=500ms"]
                try await Daemon.run(at: broker, settings: limits) { daemon in
                    let port = try #require(daemon.port)
                    let abuse = try Program(
                        broker.folder("abuse"), ["\(port)", "4", "all"],
                        environment: ["CROWD": "600"], output: broker.folder("abuse.out"))
                    defer { abuse.end() }
                    try await Feed.produce(keyed[0], to: broker)
                    let ended = try await abuse.end(within: 30)
                    #expect(ended == .code(0))
                    try await daemon.hasTaken(17_435)
                    #expect(try daemon.get("/healthz").status == 200)
                    let status = try daemon.get("/status").body
                    for reason in ["body", "connections", "host", "idle", "slow"] {
                        #expect(
                            status.firstMatch(of: try Regex("\"\(reason)\" : [1-9]")) != nil,
                            "\(reason): \(status)")
                    }
                    let report = try await daemon.stop().report
                    #expect(report.events == 17_435)
                }
            }
        }
    }
}
