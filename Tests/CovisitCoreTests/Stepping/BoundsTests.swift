import CovisitCore
import Simulation
import Testing

struct BoundsTests {
    private func bot(events: Int, items: Int) -> Feed {
        Feed(
            visits: (0..<events).map { index in
                Traffic.Visit(
                    session: 1, item: Int64(mix(UInt64(index)) % UInt64(items)),
                    timestamp: 1_600_000_000_000 + Int64(index), type: .clicks)
            })
    }

    @Test func `a session of 100,000 events costs at most K pair updates an event`() {
        let configuration = EngineConfiguration.otto3
        let engine = Engine(configuration)
        let feed = bot(events: 100_000, items: 50_000)
        for batch in feed.batches(of: 4_096) { engine.step(batch, lists: false) }
        let statistics = engine.statistics()
        let perEvent = 2 * (configuration.tailLength - 1) * configuration.matrices.count
        #expect(statistics.rowCounters.pairUpdates <= perEvent * 100_000)
        #expect(statistics.sessions == 1)
    }

    @Test func `a bot that loops over few items adds next to nothing`() {
        let engine = Engine(.otto3)
        for batch in bot(events: 20_000, items: 5).batches(of: 1_000) {
            engine.step(batch, lists: false)
        }
        #expect(engine.statistics().rowCounters.pairUpdates < 1_000)
    }

    @Test func `state stays within its bounds however long a stream of new ids runs`() {
        var configuration = EngineConfiguration.otto3
        configuration.sessionsMax = 640
        configuration.itemsMax = 1_000
        let engine = Engine(configuration)
        var byteCounts: [Int] = []
        for round in 0..<10 {
            var batch = EventBatch()
            for index in 0..<4_000 {
                let number = Int64(round * 4_000 + index)
                batch.append(
                    Event(
                        session: ExternalID(integer: number / 3),
                        item: ExternalID(integer: number), timestamp: 1_600_000_000_000 + number,
                        type: .carts, partition: 0, offset: number))
            }
            engine.step(batch)
            byteCounts.append(engine.statistics().byteCount)
        }
        let statistics = engine.statistics()
        #expect(statistics.sessions <= 640)
        #expect(statistics.items <= 1_000)
        #expect(statistics.itemsRetired >= 39_000 - 1_000)
        #expect(byteCounts[9] <= byteCounts[2] * 11 / 10, "\(byteCounts)")
    }

    @Test func `extreme timestamps do no harm`() {
        let engine = Engine(.otto3)
        var batch = EventBatch()
        for (index, timestamp) in [0, Event.timestampMax, 1, Event.timestampMax - 1, 5].enumerated()
        {
            for item in 0..<3 {
                batch.append(
                    Event(
                        session: ExternalID(integer: 1), item: ExternalID(integer: Int64(item)),
                        timestamp: timestamp, type: .orders, partition: 0, offset: Int64(index)))
            }
        }
        engine.step(batch)
        #expect(engine.watermark == Event.timestampMax)
        for item in UInt32(0)..<3 {
            for neighbour in engine.neighbours(of: item, matrix: 0, count: 20) {
                #expect(neighbour.weight.isFinite)
            }
        }
    }
}

struct RetirementTests {
    /// More items than there is room for, each with neighbours, some waiting to be published.
    private func engine(stringIDs: Bool) -> Engine {
        var configuration = EngineConfiguration.otto3
        configuration.itemsMax = 64
        configuration.relatedIntervalMilliseconds = 60_000
        let engine = Engine(configuration)
        for index in Int64(0)..<200 {
            var batch = EventBatch()
            let item =
                stringIDs
                ? batch.intern("sku-\(index)-\(String(repeating: "x", count: Int(index % 50)))")
                : ExternalID(integer: index)
            batch.append(
                Event(
                    session: ExternalID(integer: index / 5), item: item,
                    timestamp: 1_600_000_000_000 + index, type: .clicks, partition: 0,
                    offset: index))
            engine.step(batch)
        }
        return engine
    }

    @Test(arguments: [false, true])
    func `an item that left while it waited is not published`(stringIDs: Bool) {
        let engine = engine(stringIDs: stringIDs)
        #expect(engine.itemsRetired > 100)
        var published = 0
        let remaining = engine.relatedRemaining()
        for piece in remaining.pieces {
            for related in remaining.take(piece) {
                published += 1
                #expect(engine.ids.contains(number: related.item))
                for neighbour in related.lists.flatMap(\.self) {
                    #expect(engine.ids.contains(number: neighbour.item))
                }
            }
        }
        #expect(published > 30)
    }
}
