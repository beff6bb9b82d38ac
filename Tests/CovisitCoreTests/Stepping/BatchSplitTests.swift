import CovisitCore
import Testing

struct BatchSplitTests {
    /// Small enough that sessions are evicted, expire and begin anew, and items have to leave.
    static var tight: EngineConfiguration {
        var configuration = EngineConfiguration.otto3
        configuration.sessionsMax = 64
        configuration.itemsMax = 150
        configuration.idleTimeoutMilliseconds = 1_200_000
        for index in configuration.matrices.indices {
            configuration.matrices[index].neighbours = 16
        }
        return configuration
    }

    @Test func `state and newest lists do not depend on where batches end`() {
        let feed = Feed.dense(seed: 3, events: 3_000, items: 500).disordered(seed: 4)
        var digests: [UInt64] = []
        var lists: [NewestLists] = []
        for size in [1, 7, 512, 4_096] {
            let engine = Engine(Self.tight)
            lists.append(engine.run(feed, batchesOf: size))
            digests.append(engine.digest())
            if size == 1 {
                let statistics = engine.statistics()
                #expect(statistics.itemsRetired > 0)
                #expect(statistics.sessionCounters.evicted > 0)
                #expect(statistics.sessionCounters.expired > 0)
                #expect(statistics.sessionCounters.duplicates > 0)
            }
        }
        #expect(Set(digests).count == 1, "\(digests)")
        for other in lists[1...] { #expect(other == lists[0]) }
    }

    @Test func `counting alone leaves the same state as counting with lists`() {
        let feed = Feed.dense(seed: 5, events: 3_000)
        let counting = Engine(.otto3)
        for batch in feed.batches(of: 100) { counting.step(batch, lists: false) }
        let ranking = Engine(.otto3)
        _ = ranking.run(feed, batchesOf: 100)
        #expect(counting.digest() == ranking.digest())
    }

    @Test func `one event more is another digest`() {
        let feed = Feed.dense(seed: 6, events: 500)
        let engine = Engine(.otto3)
        var digests: Set<UInt64> = []
        for batch in feed.batches(of: 1) {
            engine.step(batch, lists: false)
            digests.insert(engine.digest())
        }
        #expect(digests.count == 500)
    }
}
