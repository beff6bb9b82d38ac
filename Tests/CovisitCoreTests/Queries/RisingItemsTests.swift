import CovisitCore
import Testing

struct RisingItemsTests {
    /// Clicks on these items, a millisecond apart.
    private func clicks(_ items: [Int64], at time: Int64 = 1_600_000_000_000) -> EventBatch {
        var batch = EventBatch()
        for (index, item) in items.enumerated() {
            batch.append(
                Event(
                    session: ExternalID(integer: Int64(index)), item: ExternalID(integer: item),
                    timestamp: time + Int64(index), type: .clicks, partition: 0, offset: 0))
        }
        return batch
    }

    private func ids(_ rises: [RisingItems.Rise], _ engine: Engine) -> [Int64] {
        rises.map { engine.ids.id($0.item).integer }
    }

    @Test func `a rise is what an item has more than when it was first seen`() throws {
        let engine = Engine(.otto3)
        var rising = RisingItems()
        engine.step(clicks([1, 1, 1, 2, 3]))
        let first = rising.read(engine, following: clicks([1, 2, 3]), at: .zero, count: 10)
        #expect(first.isEmpty)
        engine.step(clicks([2, 2, 2, 1, 2]))
        let rises = rising.read(engine, following: EventBatch(), at: .seconds(4), count: 10)
        #expect(ids(rises, engine) == [2, 1])
        #expect(rises.map { $0.rise.rounded() } == [4, 1])
        #expect(rises.map { $0.popularity.rounded() } == [5, 4])
        #expect(rises.map(\.seconds) == [4, 4])
        let one = rising.read(engine, following: EventBatch(), at: .seconds(4), count: 1)
        #expect(ids(one, engine) == [2])
    }

    @Test func `what rose longer ago than its span does not count`() {
        let engine = Engine(.otto3)
        var rising = RisingItems()
        engine.step(clicks([1, 2]))
        _ = rising.read(engine, following: clicks([1, 2]), at: .zero, count: 10)
        engine.step(clicks([1, 1, 1, 1]))
        for second in 1...60 {
            let rises = rising.read(
                engine, following: EventBatch(), at: .seconds(second), count: 10)
            #expect(ids(rises, engine) == [1])
        }
        engine.step(clicks([2]))
        let rises = rising.read(engine, following: EventBatch(), at: .seconds(70), count: 10)
        #expect(ids(rises, engine) == [2])
    }

    @Test func `it follows a limited number, and lets those go that rise least`() {
        let engine = Engine(.otto3)
        var rising = RisingItems()
        engine.step(clicks([7]))
        _ = rising.read(engine, following: clicks([7]), at: .zero, count: 1)
        for round in 1...50 {
            let others = (0..<40).map { Int64(1_000 + round * 40 + $0) }
            engine.step(clicks(others + [7]))
            let rises = rising.read(
                engine, following: clicks(others), at: .seconds(round), count: 1)
            #expect(ids(rises, engine) == [7])
            #expect(rising.followedCount <= RisingItems.followedMax)
        }
        #expect(rising.followedCount > RisingItems.followedMax / 2)
    }

    @Test func `an item that the engine forgot is forgotten, its number may be another's`() {
        var configuration = EngineConfiguration.otto3
        configuration.itemsMax = 16
        let engine = Engine(configuration)
        var rising = RisingItems()
        engine.step(clicks([1]))
        _ = rising.read(engine, following: clicks([1]), at: .zero, count: 10)
        for item in Int64(100)..<200 { engine.step(clicks([item], at: 1_600_000_100_000 + item)) }
        #expect(engine.item(ExternalID(integer: 1), in: []) == nil)
        let rises = rising.read(engine, following: EventBatch(), at: .seconds(1), count: 10)
        #expect(rises.isEmpty)
        #expect(rising.followedCount == 0)
    }
}
