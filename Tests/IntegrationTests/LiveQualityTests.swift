import Foundation
import Testing

extension IntegrationTests {
    struct LiveQualityTests {
        private let folder: Folder

        init() throws { folder = try Folder() }

        private func replay(_ arguments: [String], input: String) async throws -> RunReport {
            let command = try await Command(
                ["replay", "--input", input, "--report", folder("report.json")] + arguments)
            try #require(command.exit == .code(0), "\(command.errors)")
            return try folder.json("report.json")
        }

        @Test(.timeLimit(.minutes(4)))
        func `live recall during a replay is that of backtest prequential, to six digits`()
            async throws
        {
            let generated = try await Feed.generated(50_000, in: folder)
            for input in [Installation.recording, generated] {
                let expected = try await prequential(input)
                for workers in [1, 4] {
                    let report = try await replay(
                        ["--workers", "\(workers)", "--set", "live_quality.share=1"], input: input)
                    let window = try #require(report.quality?.windows.last)
                    #expect(window.window == "start")
                    #expect(digits(window.total) == digits(expected.total))
                    #expect(window.total != nil && expected.recalls.count == 3)
                    for (name, objective) in window.objectives {
                        let recall = expected.recalls[name]
                        #expect(digits(objective.all.recall) == digits(recall), "\(name)")
                        #expect(objective.all.judged == expected.predictions[name], "\(name)")
                        let (seen, new) = (objective.seen, objective.new)
                        #expect(seen.judged + new.judged == objective.all.judged)
                        #expect(seen.hits + new.hits == objective.all.hits)
                    }
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `measuring changes neither the digest nor what is published`() async throws {
            func run(_ settings: String) async throws -> (RunReport, [Substring]) {
                let report = try await replay(
                    ["--output", folder("lists.jsonl"), "--set", settings],
                    input: Installation.recording)
                return (report, folder.lines("lists.jsonl"))
            }
            let (measured, lists) = try await run("live_quality.share=1")
            let (plain, others) = try await run("live_quality.enabled=false")
            #expect(measured.digest == plain.digest)
            #expect(measured.published == plain.published)
            #expect(lists == others)
            #expect(measured.quality?.windows.map(\.window) == ["1h", "1d", "start"])
            #expect(plain.quality == nil)
            #expect(measured.memoryPlanBytes > plain.memoryPlanBytes)
        }

        /// What a backtest says of recall@20.
        private func prequential(_ input: String) async throws -> Prequential {
            let command = try await Command([
                "backtest", "prequential", "--test", input, "--report", folder("backtest.json"),
            ])
            try #require(command.exit == .code(0), "\(command.errors)")
            let json = try JSONSerialization.jsonObject(with: Data(folder.bytes("backtest.json")))
            let configuration = try #require(
                ((json as? [String: Any])?["configurations"] as? [[String: Any]])?.first)
            let metrics = try #require(configuration["metrics"] as? [String: Any])
            var expected = Prequential()
            expected.total = metrics["total"] as? Double
            expected.predictions = try #require(configuration["predictions"] as? [String: Int])
            for name in ["clicks", "carts", "orders"] {
                let figures = try #require(metrics[name] as? [String: Any])
                expected.recalls[name] = figures["recall@20"] as? Double
            }
            return expected
        }

        private struct Prequential {
            var total: Double?
            var recalls: [String: Double] = [:]
            var predictions: [String: Int] = [:]
        }

        /// Six of them behind the point.
        private func digits(_ figure: Double?) -> Int? { figure.map { Int(($0 * 1e6).rounded()) } }
    }
}

extension IntegrationTests.BrokerTests {
    struct LiveQualityOfDaemonTests {
        @Test(.timeLimit(.minutes(2)))
        func `a daemon's status has the recall that a replay of its topic has`() async throws {
            try await Broker.run(partitions: 1) { broker in
                let path = try await Feed.recording(in: broker.folder)
                let keyed = try Feed.keyed(path, in: broker.folder)
                var live: LiveQuality?
                try await Daemon.run(at: broker, settings: ["live_quality.share=1"]) { daemon in
                    try await Feed.produce(keyed[0], to: broker)
                    try await daemon.hasTaken(17_435)
                    live = try daemon.status().quality
                    let report = try await daemon.stop().report
                    #expect(report.quality?.windows == live?.windows)
                }
                let command = try await Command([
                    "replay", "--input", Installation.recording, "--set", "live_quality.share=1",
                    "--report", broker.folder("replay.json"),
                ])
                try #require(command.exit == .code(0), "\(command.errors)")
                let replayed: RunReport = try broker.folder.json("replay.json")
                #expect(live?.windows.count == 3)
                #expect(live?.windows == replayed.quality?.windows)
                #expect((live?.windows.last?.clicks.all.hits ?? 0) > 1_000)
            }
        }
    }
}
