import CovisitCore
import Testing

struct EventGlanceTests {
    /// Events of sessions "first", "first + 1" and so on.
    private func batch(_ count: Int, from first: Int = 0) -> EventBatch {
        var batch = EventBatch()
        for index in first..<(first + count) {
            let session = batch.intern("\(index)")
            batch.append(
                Event(
                    session: session, item: ExternalID(integer: 1), timestamp: 1, type: .clicks,
                    partition: 0, offset: 0))
        }
        return batch
    }

    private func sessions(_ glance: EventGlance) -> [String] {
        glance.events.events.map {
            String(decoding: glance.events.arena[$0.session.range], as: UTF8.self)
        }
    }

    @Test func `nothing is kept while nobody watches`() {
        var glance = EventGlance()
        glance.take(batch(5), at: .zero)
        #expect(glance.events.isEmpty && !glance.isWatched)
        glance.watch(at: .seconds(1))
        glance.take(batch(5), at: .seconds(2))
        #expect(sessions(glance) == ["0", "1", "2", "3", "4"])
        #expect(glance.isWatched)
        glance.take(batch(5), at: .seconds(1) + EventGlance.attention)
        #expect(glance.events.count == 5 && !glance.isWatched)
    }

    @Test func `who begins to watch sees nothing from before`() {
        var glance = EventGlance()
        glance.watch(at: .zero)
        glance.take(batch(5), at: .seconds(1))
        glance.watch(at: .seconds(2))
        #expect(glance.events.count == 5)
        glance.watch(at: .seconds(2) + EventGlance.attention)
        #expect(glance.events.isEmpty)
    }

    @Test(arguments: [1, 31, 32, 33, 64, 4_096, 10_007])
    func `of a batch some are taken, from all of it, the last among them`(count: Int) throws {
        var glance = EventGlance()
        glance.watch(at: .zero)
        glance.take(batch(count), at: .zero)
        let taken = sessions(glance).compactMap { Int($0) }
        #expect(taken.count == min(count, EventGlance.eventsOfBatchMax))
        #expect(taken.last == count - 1)
        let steps = zip(taken.dropFirst(), taken).map { $0 - $1 }
        #expect(steps.allSatisfy { abs($0 - count / taken.count) <= 1 })
    }

    @Test func `what it keeps is bounded, and is the newest`() {
        var glance = EventGlance()
        glance.watch(at: .zero)
        for first in stride(from: 0, to: 20_000, by: 20) {
            glance.take(batch(20, from: first), at: .zero)
            #expect(glance.events.count <= EventGlance.eventsMax)
            #expect(sessions(glance).last == "\(first + 19)")
        }
    }
}
