package import CovisitCore
package import StreamPipeline

/// A source of generated traffic, without any bytes in between.
package actor GeneratedEventSource: EventSource {
    package nonisolated let name = "generated"
    private var traffic: Traffic
    private var remaining: Int
    private let batchEventsMax: Int
    private var offset: Int64 = 0

    package init(_ shape: TrafficShape, batchEventsMax: Int) {
        traffic = Traffic(shape)
        remaining = shape.events
        self.batchEventsMax = batchEventsMax
    }

    package func fill(_ batch: inout InputBatch) -> Bool {
        batch.removeAll()
        for _ in 0..<min(remaining, batchEventsMax) {
            batch.events.append(Event(traffic.next(), offset: offset))
            offset += 1
        }
        remaining -= batch.events.count
        batch.nextOffsets[0] = offset
        return remaining > 0
    }

    package func acknowledge(_ nextOffsets: [Int32: Int64]) {}
    package func close() {}
}

extension Event {
    /// A visit as an event of partition 0.
    package init(_ visit: Traffic.Visit, offset: Int64) {
        self.init(
            session: ExternalID(integer: visit.session), item: ExternalID(integer: visit.item),
            timestamp: visit.timestamp, type: visit.type, partition: 0, offset: offset)
    }
}
