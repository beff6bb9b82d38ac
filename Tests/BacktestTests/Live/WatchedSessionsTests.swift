import CovisitCore
import Testing

@testable import Backtest

/// What the live scorer remembers, and what it does when that is too much.
struct WatchedSessionsTests {
    /// Rounds in which each session looks at an item of its own, always the same.
    private static func rounds(_ count: Int, sessions: Range<Int64>) -> [TrialVisit] {
        (0..<count).flatMap { _ in sessions.map { ($0, $0, .clicks) } }
    }

    @Test func `no more sessions are remembered than the bound says; who left is counted`()
        async throws
    {
        let visits = Self.rounds(3, sessions: 0..<1_000)
        let roomy = try await LiveRun(TestFeed.of(visits), workers: 1, batchesOf: 100)
        #expect(roomy.figures.windows.last?.recalls.clicks.all.weight == 2_000)
        #expect(roomy.figures.sessions == 1_000)
        let narrow = try await LiveRun(
            TestFeed.of(visits), workers: 1, batchesOf: 100, sessionsMax: 128)
        #expect(narrow.figures.sessions == 128 && narrow.figures.sessionsMax == 128)
        let judged = try #require(narrow.figures.windows.last?.recalls.clicks.all)
        // A session that left judges nothing when it comes again; what is judged is right.
        #expect(narrow.figures.sessionsDropped == 3_000 - 128 - Int(judged.weight))
        #expect(judged.weight < 1_000 && judged.sum == judged.weight)
    }

    @Test func `a session that is visited stays, however many come once`() async throws {
        // Session 0 is visited between any two new ones.
        let visits: [TrialVisit] = (1...4_000).flatMap {
            [(0, 7, .orders), (Int64($0), Int64($0), .clicks)] as [TrialVisit]
        }
        let live = try await LiveRun(
            TestFeed.of(visits), workers: 1, batchesOf: 100, sessionsMax: 128)
        let window = try #require(live.figures.windows.last)
        #expect(window.recalls.orders.all == Contribution(sum: 3_999, weight: 3_999))
        #expect(window.recalls.clicks.all.weight == 0)
        #expect(live.figures.sessionsDropped == 4_001 - 128)
    }

    @Test func `no more is remembered than the engine has sessions; a new one starts anew`()
        async throws
    {
        var configuration = EngineConfiguration.otto3
        configuration.sessionsMax = 64
        let visits = Self.rounds(2, sessions: 0..<640)
        let live = try await LiveRun(
            TestFeed.of(visits), configuration, workers: 1, batchesOf: 50)
        #expect(live.figures.sessionsMax == 64)
        // The numbers of sessions are given anew: nobody is judged by another's list.
        let judged = try #require(live.figures.windows.last?.recalls.clicks.all)
        #expect(judged.sum == judged.weight)
        #expect(judged.weight < 64)
    }

    @Test func `the bytes that are planned hold the lists of every session`() {
        var options = LiveQualityOptions()
        options.share = 1
        options.sessionsMax = 64_000
        var configuration = EngineConfiguration.otto3
        configuration.sessionsMax = 1_000_000
        let lists = 64_000 * 3 * 20 * 4
        let planned = options.byteCountMax(configuration)
        #expect(planned > lists + 4 * 1_000_000 && planned < lists * 5 / 4 + 4 * 1_000_000)
        // Half of a million sessions are more than the bound, half of 64,000 are not.
        options.share = 0.5
        #expect(options.byteCountMax(configuration) == planned)
        configuration.sessionsMax = 64_000
        let half = options.byteCountMax(configuration)
        #expect(half > lists / 2 && half < lists * 7 / 10)
    }
}
