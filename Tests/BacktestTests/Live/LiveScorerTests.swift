import CovisitCore
import Simulation
import Testing

@testable import Backtest

/// The scorer of the daemon, held against the prequential protocol on the same events.
struct LiveScorerTests {
    /// A shop's events in order of time, one in twenty sent twice.
    private static func feed(
        events: Int, items: Int = 300, median: Double = 12, longest: Int = 500
    ) -> TestFeed {
        var shape = TrafficShape()
        shape.events = events
        shape.items = items
        shape.meanGapMilliseconds = 20_000
        shape.sessionLengthMedian = median
        shape.sessionLengthMax = longest
        shape.cartShare = 0.2
        shape.orderShare = 0.1
        var traffic = Traffic(shape)
        var batch = EventBatch()
        for index in 0..<events {
            let visit = traffic.next()
            let event = Event(
                session: ExternalID(integer: visit.session),
                item: ExternalID(integer: visit.item), timestamp: visit.timestamp,
                type: visit.type, partition: 0, offset: 0)
            batch.append(event)
            if index.isMultiple(of: 20) { batch.append(event) }
        }
        return TestFeed(batch)
    }

    private static func prequential(
        _ feed: TestFeed, _ configuration: EngineConfiguration = .otto3
    ) async throws -> ScoreSheet {
        let candidate = Candidate(name: "otto-3", configuration: configuration, digest: "")
        return try await Trial.of(test: feed, learning: .streaming)
            .run(candidate, workers: 2).sheet
    }

    @Test(arguments: [(1, 1), (1, 97), (2, 1_000), (4, 4_096)])
    func `live recall is that of the prequential protocol, for any workers and batches`(
        workers: Int, batch: Int
    ) async throws {
        let feed = Self.feed(events: 6_000)
        let sheet = try await Self.prequential(feed)
        let live = try await LiveRun(feed, workers: workers, batchesOf: batch)
        let window = try #require(live.figures.windows.last)
        for objective in EventType.allCases {
            let expected = sheet.sum(objective, metric: 0, cutoff: 1)
            #expect(expected.weight > 300)
            #expect(window.recalls[objective].all == expected, "\(objective)")
            let newcomers = (0...1).compactMap {
                sheet.group(objective, .sessionLength, $0).sums.first
            }
            #expect(window.recalls[objective].newcomers == newcomers.reduce(.zero, +))
        }
        #expect(window.total == sheet.total)
        #expect(live.figures.sessionsDropped == 0)
    }

    @Test func `what was in the session is told apart, as far as its tail goes back`()
        async throws
    {
        let feed = Self.feed(events: 3_000, median: 6, longest: 30)
        let sheet = try await Self.prequential(feed)
        let live = try await LiveRun(feed, workers: 2, batchesOf: 512)
        let window = try #require(live.figures.windows.last)
        for objective in EventType.allCases {
            let recalls = window.recalls[objective]
            #expect(recalls.seen == sheet.group(objective, .history, 0).sums.first)
            #expect(recalls.new == sheet.group(objective, .history, 1).sums.first)
            #expect(recalls.seen.sum > recalls.new.sum)
        }
        // Nothing is carted or ordered here that was not clicked before.
        #expect(window.recalls.clicks.new.sum > 0)
    }

    @Test func `judging changes neither the state nor what is published`() async throws {
        let feed = Self.feed(events: 3_000)
        let judged = try await LiveRun(feed, workers: 2, batchesOf: 700)
        let plain = try await LiveRun(feed, workers: 2, batchesOf: 700, share: 0)
        #expect(judged.digest == plain.digest)
        #expect(judged.published == plain.published)
        #expect(!plain.published.isEmpty)
        #expect(plain.figures.windows.allSatisfy { $0.total == nil })
    }

    @Test func `a share of the sessions is judged alone, each with all of its events`()
        async throws
    {
        let feed = Self.feed(events: 6_000, median: 6)
        var kept = EventBatch()
        var (all, some) = (Set<Int64>(), Set<Int64>())
        // Which sessions: those whose hash is in the lower half of what it may be.
        feed.forEachEvent { event, arena in
            all.insert(event.session.integer)
            if UInt32(truncatingIfNeeded: event.session.hash(in: arena)) < 1 << 31 {
                some.insert(event.session.integer)
            }
        }
        #expect(some.count * 3 > all.count && some.count * 3 < all.count * 2)
        let live = try await LiveRun(feed, workers: 2, batchesOf: 900, share: 0.5)
        let window = try #require(live.figures.windows.last)
        // As many as the protocol has predictions of these sessions.
        feed.forEachEvent { event, arena in
            if some.contains(event.session.integer) { kept.append(event, from: arena) }
        }
        let sheet = try await Self.prequential(TestFeed(kept))
        for objective in EventType.allCases {
            let expected = sheet.sum(objective, metric: 0, cutoff: 1).weight
            #expect(window.recalls[objective].all.weight == expected)
        }
        #expect(live.figures.sessions == some.count)
    }

    @Test func `an item that left is not taken for the one that has its number now`()
        async throws
    {
        var configuration = EngineConfiguration.otto3
        configuration.itemsMax = 64
        // Session 1 is shown item 1, which leaves for want of room; the newcomer gets its number.
        let visits: [(session: Int64, item: Int64)] =
            [(1, 1)] + (2...69).map { (Int64($0), Int64($0)) }
        var hits: [Double] = []
        for newcomer in Int64(65)...69 {
            let live = try await LiveRun(
                TestFeed.clicks(visits + [(1, newcomer)]), configuration, workers: 1, batchesOf: 1)
            let recall = try #require(live.figures.windows.last?.recalls.clicks.all)
            #expect(recall.weight == 1)
            hits.append(recall.sum)
        }
        // All of 65 to 69 took the numbers of 1 to 5, or of others as old: none was in the list.
        #expect(hits == [0, 0, 0, 0, 0])
    }
}
