import CovisitCore
import Testing

@testable import Backtest

struct TrialTests {
    private static let candidate = Candidate(name: "otto-3", configuration: .otto3, digest: "")

    /// Twenty sessions that look at 1 and then at 2.
    private static let pairs: [TrialVisit] =
        (0..<20).flatMap { [($0, 1, .clicks), ($0, 2, .clicks)] }

    @Test func `what training teaches predicts the next item, and is frozen`() async throws {
        let test = TestFeed.of([
            (100, 1, .clicks), (100, 2, .clicks), (101, 9, .clicks), (101, 8, .clicks),
        ])
        let trial = Trial.of(training: TestFeed.of(Self.pairs), test: test, learning: .static)
        let result = try await trial.run(Self.candidate, workers: 1)
        let report = BacktestReport("next-item", trial, [result])
        let metrics = try #require(report.configurations.first?.metrics)
        // 1 leads to 2, in the second place behind itself; nothing leads from 9 to 8.
        #expect(metrics["clicks", "hit_rate@20"] == 0.5)
        #expect(metrics["clicks", "hit_rate@1"] == 0)
        #expect(metrics["clicks", "mrr@20"] == 0.25)
        #expect(report.configurations[0].predictions["clicks"] == 2)
        #expect(report.training.events == 40)
        #expect(report.test.sessions == 2)
        // 8 is in no training event, 2 is.
        let items = try #require(report.configurations[0].groups["items"])
        #expect(items.map(\.name) == ["warm", "cold"])
        #expect(items[0].metrics["clicks", "hit_rate@20"] == 1)
        #expect(items[1].metrics["clicks", "hit_rate@20"] == 0)
    }

    @Test func `streaming learns what a session before has shown`() async throws {
        let test = TestFeed.of(
            [(100, 5, .clicks), (100, 6, .clicks), (101, 5, .clicks), (101, 6, .clicks)])
        func hits(_ learning: Learning) async throws -> Double? {
            let trial = Trial.of(
                training: TestFeed.of(Self.pairs), test: test, learning: learning)
            var configuration = EngineConfiguration.otto3
            configuration.objectives.clicks.popularity = []
            let candidate = Candidate(name: "x", configuration: configuration, digest: "")
            let result = try await trial.run(candidate, workers: 1)
            return BacktestReport("prequential", trial, [result]).configurations[0]
                .metrics["clicks", "hit_rate@20"]
        }
        #expect(try await hits(.static) == 0)
        #expect(try await hits(.streaming) == 0.5)
    }

    @Test func `labels are held against the newest lists; a session without any counts as missed`()
        async throws
    {
        let test = TestFeed.of([(100, 1, .clicks), (101, 7, .clicks)])
        let trial = Trial.of(
            training: TestFeed.of(Self.pairs), test: test, learning: .static
        ) { catalogue in
            var first = SessionLabels()
            first.clicks = [catalogue.number(ofItem: ExternalID(integer: 2), in: [])]
            first.orders = [1, 99].map {
                catalogue.number(ofItem: ExternalID(integer: $0), in: [])
            }
            var unseen = SessionLabels()
            unseen.clicks = first.clicks
            return .labels([
                catalogue.number(ofSession: ExternalID(integer: 100), in: []): first,
                catalogue.number(ofSession: ExternalID(integer: 555), in: []): unseen,
            ])
        }
        let result = try await trial.run(Self.candidate, workers: 1, keepsLists: true)
        let report = BacktestReport("otto", trial, [result])
        let metrics = report.configurations[0].metrics
        #expect(metrics["clicks", "recall@20"] == 0.5)
        #expect(metrics["orders", "recall@20"] == 0.5)
        #expect(metrics["carts", "recall@20"] == nil)
        #expect(metrics.total == 0.5)
        let lines = trial.submission(result).split(separator: "\n")
        #expect(lines.first == "session_type,labels")
        #expect(lines.count == 1 + 2 * 3)
        #expect(lines.contains { $0.hasPrefix("100_clicks,1 2") })
    }

    @Test func `two configurations are compared on the same sessions`() async throws {
        var visits: [TrialVisit] = []
        for session in Int64(100)..<160 {
            visits += [(session, 1, .clicks), (session, 2, .clicks)]
        }
        let trial = Trial.of(
            training: TestFeed.of(Self.pairs), test: TestFeed.of(visits), learning: .static)
        var none = EngineConfiguration.otto3
        none.objectives.clicks.matricesOfHistory = []
        none.objectives.clicks.popularity = []
        let results = [
            try await trial.run(
                Candidate(name: "none", configuration: none, digest: ""), workers: 1),
            try await trial.run(Self.candidate, workers: 2),
        ]
        let report = BacktestReport("next-item", trial, results)
        let comparison = try #require(
            report.comparisons.first { $0.metric == "clicks.recall@20" })
        #expect(comparison.baseline == "none")
        #expect(comparison.configuration == "otto-3")
        #expect(comparison.difference == 1)
        #expect(comparison.isReal)
        let same = BacktestReport("next-item", trial, [results[1], results[1]])
        #expect(same.comparisons.allSatisfy { $0.difference == 0 && !$0.isReal })
    }

    @Test func `a record that comes twice is judged once, as the engine counts it once`()
        async throws
    {
        var batch = EventBatch()
        for (item, second) in [(1, 0), (2, 1), (2, 1), (2, 1)] as [(Int64, Int64)] {
            batch.append(
                Event(
                    session: ExternalID(integer: 100), item: ExternalID(integer: item),
                    timestamp: TestFeed.trialStart + second * 1_000, type: .clicks, partition: 0,
                    offset: 0))
        }
        let trial = Trial.of(
            training: TestFeed.of(Self.pairs), test: TestFeed(batch), learning: .streaming)
        let result = try await trial.run(Self.candidate, workers: 1)
        let configuration = BacktestReport("prequential", trial, [result]).configurations[0]
        #expect(configuration.predictions["clicks"] == 1)
        #expect(configuration.metrics["clicks", "mrr@20"] == 0.5)
    }
}
