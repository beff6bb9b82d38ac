import CovisitCore
import Testing

@testable import Backtest

/// What of a test is learnt, when, and what sessions bring along from training.
struct LearningTests {
    /// Rows only: neither the history nor what is popular.
    private static var rowsOnly: Candidate {
        var configuration = EngineConfiguration.otto3
        configuration.objectives.clicks.popularity = []
        configuration.objectives.clicks.history = .allowed
        return Candidate(name: "rows", configuration: configuration, digest: "")
    }

    private static func hitRate(_ trial: Trial) async throws -> Double? {
        let result = try await trial.run(rowsOnly, workers: 1)
        return BacktestReport("prequential", trial, [result]).configurations[0]
            .metrics["clicks", "hit_rate@20"]
    }

    /// The session goes back and forth between 1 and 2: only its own events could tell.
    private static let own = TestFeed.clicks([(1, 1), (1, 2), (1, 1), (1, 2), (1, 1)])

    @Test func `completed learning sees nothing of the session itself`() async throws {
        #expect(try await Self.hitRate(Trial.of(test: Self.own, learning: .static)) == 0)
        #expect(try await Self.hitRate(Trial.of(test: Self.own, learning: .completed)) == 0)
        // The second visit of 2, and of 1, are foreseen; of the first ones nobody knew.
        #expect(try await Self.hitRate(Trial.of(test: Self.own, learning: .streaming)) == 0.75)
    }

    @Test func `completed learning knows of a session right after its last event`() async throws {
        // 2 is foreseen after 1 once session 1 is over, which it is not for session 2.
        let during = TestFeed.clicks([(1, 1), (2, 1), (1, 2), (2, 2), (1, 9)])
        #expect(try await Self.hitRate(Trial.of(test: during, learning: .completed)) == 0)
        let after = TestFeed.clicks([(1, 1), (1, 2), (2, 1), (2, 2)])
        #expect(try await Self.hitRate(Trial.of(test: after, learning: .completed)) == 0.5)
    }

    @Test func `the feed of completed sessions has each event twice, the second under a name`()
        throws
    {
        let test = TestFeed.clicks([(1, 1), (2, 5), (1, 2), (2, 6), (2, 7)])
        var catalogue = Catalogue()
        for batch in test.batches { catalogue.add(test: batch) }
        let feed = test.withCompletedSessions(catalogue)
        var told: [(item: Int64, teaches: Bool)] = []
        var names: Set<Int64> = []
        feed.forEachEvent { event, _ in
            let teaches = event.partition == TestFeed.teachingPartition
            told.append((event.item.integer, teaches))
            if teaches { names.insert(event.session.integer) }
        }
        #expect(told.map(\.item) == [1, 5, 2, 1, 2, 6, 7, 5, 6, 7])
        #expect(
            told.map(\.teaches) == [
                false, false, false, true, true, false, false, true, true, true,
            ])
        #expect(names.count == 2 && names.isDisjoint(with: [1, 2]))
    }

    @Test func `the gain splits into what others taught and what the session itself did`()
        async throws
    {
        // Fifty sessions of two pages each, then each one once more, there and back.
        var visits: [(session: Int64, item: Int64)] = []
        for page in Int64(0)..<50 { visits += [(page, 2 * page), (page, 2 * page + 1)] }
        for page in Int64(0)..<50 {
            let own: [Int64] = [2 * page, 2 * page + 1, 1_000 + page, 2 * page, 1_000 + page]
            visits += own.map { (100 + page, $0) }
        }
        let trial = Trial.of(test: TestFeed.clicks(visits), learning: .streaming)
        let result = try await trial.runAndSplitGain(Self.rowsOnly, workers: 2)
        let report = BacktestReport("prequential", trial, [result])
        let gain = try #require(
            report.configurations[0].gain.first { $0.metric == "clicks.recall@20" })
        // Of 250 predictions others taught two a session, there and back between its two pages; of
        // the third page only the session itself could tell.
        #expect(gain.frozen == 0)
        #expect(abs(gain.others.value - 100.0 / 250) < 1e-12)
        #expect(abs(gain.own.value - 50.0 / 250) < 1e-12)
        #expect(gain.streaming == report.configurations[0].metrics["clicks", "recall@20"])
        #expect(abs(gain.streaming - gain.others.value - gain.own.value) < 1e-12)
        #expect(gain.others.isReal && gain.own.isReal)
    }

    @Test func `a session that began in training is predicted from its first event of the test`()
        async throws
    {
        let training = TestFeed.clicks([(1, 1), (1, 2), (7, 1)])
        let test = TestFeed.clicks(
            [(7, 2), (8, 1), (8, 2)], from: TestFeed.trialStart + 60_000)
        let trial = Trial.of(training: training, test: test, learning: .static)
        let result = try await trial.run(Self.rowsOnly, workers: 1)
        let configuration = BacktestReport("next-item", trial, [result]).configurations[0]
        #expect(configuration.predictions["clicks"] == 2)
        #expect(configuration.metrics["clicks", "hit_rate@20"] == 1)
        // 2 is new to session 7, whose history is known: it holds 1.
        let lengths = try #require(configuration.groups["session_length"])
        #expect(lengths.first { $0.name == "1" }?.predictions["clicks"] == 2)
    }

    @Test func `baskets are led by precision, without a total; what was never seen is missed`()
        async throws
    {
        let training = TestFeed.clicks([(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)])
        var known: UInt32 = 0
        let trial = Trial.of(
            training: training, test: TestFeed(), learning: .static, purpose: .baskets
        ) { catalogue in
            known = catalogue.number(ofItem: ExternalID(integer: 2), in: [])
            var labels = SessionLabels()
            labels.orders = [known]
            return .labels([
                catalogue.number(ofSession: ExternalID(integer: 3), in: []): labels,
                catalogue.number(ofSession: ExternalID(integer: 99), in: []): labels,
            ])
        }
        let result = try await trial.run(
            Candidate(name: "otto-3", configuration: .otto3, digest: ""), workers: 1)
        let report = BacktestReport("next-basket", trial, [result])
        let configuration = report.configurations[0]
        #expect(report.leadingMetrics == ["precision", "basket_recall", "map", "hit_rate"])
        #expect(configuration.predictions["orders"] == 2)
        #expect(configuration.metrics["orders", "basket_recall@20"] == 0.5)
        #expect(configuration.metrics["orders", "precision@20"] == 0.5 / 20)
        #expect(configuration.metrics.total == nil)
        #expect(configuration.intervals["total"] == nil)
    }
}
