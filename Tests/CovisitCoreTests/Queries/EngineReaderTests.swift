import CovisitCore
import Testing

struct EngineReaderTests {
    /// Every way in which a list may be made.
    static let configurations: [EngineConfiguration] = {
        var weights = EngineConfiguration.otto3
        weights.objectives.clicks.blend = .weights
        weights.objectives.clicks.history = .notCurrent
        weights.objectives.carts.history = .excluded
        weights.objectives.orders.history = .allowed
        weights.objectives.orders.lastItems = 2
        var short = EngineConfiguration.otto3
        short.longHistory = 5
        short.tailLength = 12
        short.listLength = 9
        return [.otto3, weights, short]
    }()

    private func lists(_ ranked: RankedSessions, _ ids: IDTable) -> [[Int64]] {
        EventType.allCases.map { ranked.list(0, $0).items.map { ids.id($0).integer } }
    }

    private func events(of session: SessionView, _ engine: Engine) -> EventBatch {
        var batch = EventBatch()
        for event in session.tail {
            batch.append(
                Event(
                    session: ExternalID(integer: 0), item: engine.ids.id(event.item),
                    timestamp: event.timestamp, type: event.type, partition: 0, offset: 0))
        }
        return batch
    }

    @Test(arguments: configurations)
    func `a session's lists are those that were published for its last event`(
        configuration: EngineConfiguration
    ) throws {
        let engine = Engine(configuration)
        let reader = EngineReader(engine)
        for batch in Feed.dense(seed: 3, events: 1_500).disordered(seed: 4).batches(of: 1) {
            var newest = NewestLists()
            engine.step(batch) { newest.collect($0) }
            let (session, published) = try #require(newest.bySession.first)
            let answer = try #require(
                reader.lists(ofSession: ExternalID(integer: session), in: []))
            let asked = lists(answer.ranked, reader.ids)
            #expect(asked == [published.clicks, published.carts, published.orders])
        }
    }

    @Test(arguments: configurations)
    func `a session's events, posted, have the session's lists and scores`(
        configuration: EngineConfiguration
    ) throws {
        let engine = Engine(configuration)
        _ = engine.run(.dense(seed: 5, events: 3_000), batchesOf: 500)
        let reader = EngineReader(engine)
        var count = 0
        for shard in 0..<Engine.shardCount {
            let (ids, sessions) = engine.sessions(of: shard)
            for session in sessions {
                let known = try #require(
                    reader.lists(ofSession: ids.id(session.number), in: ids.arena))
                let posted = reader.lists(after: events(of: session, engine))
                for type in EventType.allCases {
                    #expect(posted.ranked.list(0, type).items == known.ranked.list(0, type).items)
                    #expect(posted.ranked.list(0, type).scores == known.ranked.list(0, type).scores)
                }
                #expect(posted.timestamp == known.timestamp)
                count += 1
            }
        }
        #expect(count > 100)
    }

    @Test func `posted events are put in order, and what is too old for a tail leaves`() throws {
        var configuration = EngineConfiguration.otto3
        configuration.tailLength = 4
        let engine = Engine(configuration)
        _ = engine.run(.dense(seed: 6, events: 500, items: 30), batchesOf: 100)
        let reader = EngineReader(engine)
        var events: [Event] = []
        for index in Int64(0)..<9 {
            events.append(
                Event(
                    session: ExternalID(integer: 0), item: ExternalID(integer: index),
                    timestamp: 1_700_000_000_000 + index, type: .clicks, partition: 0, offset: 0))
        }
        var (ordered, shuffled) = (EventBatch(), EventBatch())
        for event in events.filter({ reader.knows($0.item) }).suffix(4) { ordered.append(event) }
        for event in events.reversed() + events { shuffled.append(event) }
        let expected = lists(reader.lists(after: ordered).ranked, reader.ids)
        #expect(expected[0].count > 4)
        #expect(lists(reader.lists(after: shuffled).ranked, reader.ids) == expected)
    }

    @Test func `asking changes nothing, and gives no item a number`() throws {
        let engine = Engine(.otto3)
        _ = engine.run(.dense(seed: 7, events: 2_000), batchesOf: 500)
        let (digest, items, events) = (engine.digest(), engine.ids.count, engine.eventCount)
        let reader = EngineReader(engine)
        var batch = EventBatch()
        let unknown = batch.intern("no such item")
        for (place, item) in [ExternalID(integer: 1), unknown, ExternalID(integer: 2)].enumerated()
        {
            batch.append(
                Event(
                    session: ExternalID(integer: 1), item: item,
                    timestamp: 1_900_000_000_000 + Int64(place), type: .orders, partition: 0,
                    offset: 0))
        }
        let answer = reader.lists(after: batch, explained: true)
        #expect(answer.unknownItems == [unknown])
        #expect(reader.lists(ofSession: unknown, in: batch.arena) == nil)
        for session in Int64(0)..<500 {
            _ = reader.lists(ofSession: ExternalID(integer: session), in: [], explained: true)
            _ = reader.related(to: ExternalID(integer: session), in: [])
        }
        #expect(engine.ids.count == items)
        #expect(engine.eventCount == events)
        #expect(engine.digest() == digest)
    }

    @Test func `a session that its next event would find forgotten is not known`() throws {
        var configuration = EngineConfiguration.otto3
        configuration.idleTimeoutMilliseconds = 1_000
        let engine = Engine(configuration)
        let reader = EngineReader(engine)
        func step(_ session: Int64, at timestamp: Int64) {
            var batch = EventBatch()
            batch.append(
                Event(
                    session: ExternalID(integer: session), item: ExternalID(integer: 1),
                    timestamp: timestamp, type: .clicks, partition: 0, offset: 0))
            engine.step(batch)
        }
        step(1, at: 1_600_000_000_000)
        step(2, at: 1_600_000_002_000)
        #expect(reader.lists(ofSession: ExternalID(integer: 1), in: []) != nil)
        step(3, at: 1_600_000_002_001)
        #expect(reader.lists(ofSession: ExternalID(integer: 1), in: []) == nil)
        #expect(reader.lists(ofSession: ExternalID(integer: 2), in: []) != nil)
    }

    @Test func `coverage is whole until a row overflows, and related items are its top`() throws {
        var configuration = EngineConfiguration.otto3
        configuration.matrices[0].neighbours = 16
        let engine = Engine(configuration)
        _ = engine.run(.dense(seed: 8, events: 4_000, items: 40), batchesOf: 500)
        let reader = EngineReader(engine)
        var lowest: [Float] = [1, 1, 1]
        for item in 0..<UInt32(engine.ids.bound) {
            let answer = try #require(reader.related(to: engine.ids.id(item), in: []))
            for matrix in 0..<3 {
                let row = answer.rows[matrix]
                lowest[matrix] = min(lowest[matrix], row.coverage)
                #expect(row.total == engine.totalWeight(of: item, matrix: matrix))
                #expect(
                    answer.items.lists[matrix]
                        == engine.neighbours(of: item, matrix: matrix, count: 20))
            }
        }
        #expect(lowest[0] > 0 && lowest[0] < 0.9)
        #expect(lowest[1] > 0.999 && lowest[2] > 0.999)
        #expect(reader.related(to: ExternalID(integer: .max), in: []) == nil)
    }
}

extension EngineReader {
    fileprivate func knows(_ item: ExternalID) -> Bool { related(to: item, in: []) != nil }
}
