import CovisitCore
import Testing

@testable import StreamPipeline

struct HistogramTests {
    @Test func `a measurement at the end of a range belongs to it`() {
        var histogram = Histogram(bounds: [1, 10])
        for value in [0, 1, 1.5, 10, 11, .infinity, .nan] { histogram.record(value) }
        #expect(histogram.counts == [2, 2, 1])
        #expect(histogram.count == 5)
        #expect(histogram.sum == 23.5)
    }

    @Test func `what two have seen adds up`() {
        var (one, other) = (Histogram(bounds: [1]), Histogram(bounds: [1]))
        one.record(0.5, count: 3)
        other.record(2)
        one.add(other)
        #expect(one.counts == [3, 1])
        #expect(one.sum == 3.5)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 128, 129, 4_096, 4_097])
    func `looked at a few events, every event counts`(eventCount: Int) {
        var batch = EventBatch()
        for index in 0..<eventCount { batch.append(event(at: 10_000 - Int64(index % 2) * 4_000)) }
        var histogram = Histogram.waits
        histogram.record(agesOf: batch, at: 11_000)
        #expect(histogram.count == eventCount)
        #expect(histogram.sum >= Double(eventCount))
    }

    @Test func `the age of an event is in seconds, and that of one to come is zero`() {
        var batch = EventBatch()
        batch.append(event(at: 10_000))
        batch.append(event(at: 13_000))
        var histogram = Histogram(bounds: [0, 1, 2])
        histogram.record(agesOf: batch, at: 11_500)
        #expect(histogram.counts == [1, 0, 1, 0])
        #expect(histogram.sum == 1.5)
    }

    @Test func `events are counted by type`() {
        var batch = EventBatch()
        for type in [EventType.orders, .clicks, .orders] { batch.append(event(at: 0, type)) }
        var counts = EventCounts()
        counts.count(batch)
        counts.count(batch)
        #expect(EventType.allCases.map { counts[$0] } == [2, 0, 4])
    }

    private func event(at timestamp: Int64, _ type: EventType = .clicks) -> Event {
        Event(
            session: ExternalID(integer: 1), item: ExternalID(integer: 2), timestamp: timestamp,
            type: type, partition: 0, offset: 0)
    }
}
