import CovisitCore
import Testing

struct StreamSampleTests {
    private func same(_ one: RankedSessions, _ other: RankedSessions) -> Bool {
        EventType.allCases.allSatisfy { type in
            one.list(0, type).items == other.list(0, type).items
                && one.list(0, type).scores == other.list(0, type).scores
        }
    }

    @Test(arguments: EngineReaderTests.configurations)
    func `a change is from the lists without the newest event to those with it`(
        configuration: EngineConfiguration
    ) throws {
        let engine = Engine(configuration)
        _ = engine.run(.dense(seed: 7, events: 3_000), batchesOf: 500)
        let reader = EngineReader(engine)
        var (count, movedCount) = (0, 0)
        for shard in 0..<Engine.shardCount {
            let (ids, sessions) = engine.sessions(of: shard)
            for session in sessions {
                let id = ids.id(session.number)
                let change = try #require(reader.change(ofSession: id, in: ids.arena))
                let now = try #require(reader.lists(ofSession: id, in: ids.arena))
                #expect(same(change.after.ranked, now.ranked))
                #expect(change.event == session.tail.last)
                var earlier = EventBatch()
                for event in session.tail.dropLast() {
                    earlier.append(
                        Event(
                            session: id, item: engine.ids.id(event.item),
                            timestamp: event.timestamp, type: event.type, partition: 0, offset: 0))
                }
                #expect(same(change.before.ranked, reader.lists(after: earlier).ranked))
                count += 1
                if !same(change.before.ranked, change.after.ranked) { movedCount += 1 }
            }
        }
        #expect(count > 100 && movedCount > count / 2)
    }

    @Test func `a sample has the sessions of the newest events, each once`() {
        let engine = Engine(.otto3)
        var events = EventBatch()
        for (index, name) in ["a", "b", "c", "d", "e", "b", "b", "f"].enumerated() {
            let session = events.intern(name)
            events.append(
                Event(
                    session: session, item: ExternalID(integer: Int64(index)),
                    timestamp: 1_600_000_000_000 + Int64(index), type: .clicks, partition: 0,
                    offset: 0))
        }
        engine.step(events)
        let unknown = events.intern("never counted")
        events.append(
            Event(
                session: unknown, item: ExternalID(integer: 1), timestamp: 1_600_000_000_000,
                type: .clicks, partition: 0, offset: 0))
        var rising = RisingItems()
        let sample = EngineReader(engine).sample(of: events, rising: &rising, at: .zero)
        let names = sample.sessions.map {
            String(decoding: sample.arena[$0.id.range], as: UTF8.self)
        }
        #expect(names == ["f", "b", "e", "d"])
        #expect(rising.followedCount == 8)
        #expect(sample.watermark == 1_600_000_000_007)
    }
}
