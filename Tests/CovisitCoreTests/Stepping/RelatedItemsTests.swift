import CovisitCore
import Testing

struct RelatedItemsTests {
    @Test(arguments: UInt64(1)...4)
    func `what is published as related items does not depend on where batches end`(
        seed: UInt64
    ) {
        let feed = StrangeFeed(seed: seed, events: 2_000)
        var configuration = feed.configuration
        for interval: Int64 in [8, 60_000, 3_600_000] {
            configuration.relatedIntervalMilliseconds = interval
            var expected: [Run.Published] = []
            for size in [1, 7, 100, 4_096] {
                let run = Run(Engine(configuration))
                run.take(feed.events, batchesOf: size)
                run.finish()
                if size == 1 { expected = run.published }
                #expect(run.published == expected, "seed \(seed), batches of \(size)")
            }
            #expect(expected.count > 100)
        }
    }

    @Test func `an item has its turn once in an interval, and at the end`() {
        var configuration = EngineConfiguration.otto3
        let interval: Int64 = 4_000_000
        configuration.relatedIntervalMilliseconds = interval
        let run = Run(Engine(configuration))
        let visits = (Int64(0)..<5_000).map { index in
            StrangeFeed.Visit(
                session: "\(index / 4)", item: "\(mix(UInt64(index)) % 100)",
                timestamp: 1_600_000_000_000 + index * 10_000, type: .clicks)
        }
        run.take(visits, batchesOf: 50)
        #expect(run.published.count > 500)
        var last: [String: Int64] = [:]
        for related in run.published {
            if let before = last[related.item] {
                #expect(related.timestamp - before > interval - interval / 8)
            }
            last[related.item] = related.timestamp
        }
        let count = run.published.count
        run.finish()
        #expect(run.published.count > count)
        let all = run.published.count
        run.finish()
        #expect(run.published.count == all)
    }

    @Test func `without related items nothing is due`() {
        let engine = Engine(.otto3)
        for batch in Feed.dense(seed: 1, events: 500).batches(of: 100) { engine.step(batch) }
        #expect(engine.relatedDue() == nil)
        #expect(engine.relatedRemaining().pieces.isEmpty)
    }

    @Test func `a long silence makes it every item's turn`() throws {
        var configuration = EngineConfiguration.otto3
        configuration.relatedIntervalMilliseconds = 800
        let engine = Engine(configuration)
        var turns: [[Int]] = []
        for timestamp: Int64 in [10, 99, 100, 199, 450, 451, 1_249, 2_100] {
            var batch = EventBatch()
            batch.append(
                Event(
                    session: ExternalID(integer: 1), item: ExternalID(integer: 1),
                    timestamp: timestamp, type: .clicks, partition: 0, offset: 0))
            engine.step(batch)
            turns.append(engine.relatedDue()?.shards ?? [])
        }
        func group(_ numbers: Int...) -> [Int] {
            numbers.sorted().flatMap { Array($0 * 8..<$0 * 8 + 8) }
        }
        #expect(turns[0...1] == [[], []])
        #expect(turns[2] == group(1))
        #expect(turns[3] == [])
        #expect(turns[4] == group(2, 3, 4))
        #expect(turns[5] == [])
        #expect(turns[6] == Array(0..<64))
        #expect(turns[7] == Array(0..<64))
    }
}
