internal import CovisitCore
internal import Simulation
internal import WireFormats

/// Generated events as the payloads that a topic would hold.
struct Feed {
    private(set) var events: [Event] = []
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []

    init(_ shape: TrafficShape) {
        var traffic = Traffic(shape)
        for offset in 0..<shape.events {
            let visit = traffic.next()
            let event = Event(
                session: ExternalID(integer: visit.session),
                item: ExternalID(integer: visit.item), timestamp: visit.timestamp,
                type: visit.type, partition: 0, offset: Int64(offset))
            let start = bytes.count
            EventEncoder.append(event, arena: [], to: &bytes)
            ranges.append(start..<bytes.count)
            events.append(event)
        }
    }

    func batches(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: events.count, by: count).map { $0..<min($0 + count, events.count) }
    }

    /// Decodes a range of the payloads; false when one is refused.
    func decode(_ range: Range<Int>, by decoder: EventDecoder, into batch: inout EventBatch) -> Bool
    {
        bytes.withUnsafeBytes { bytes in
            for index in range {
                let payload = UnsafeRawBufferPointer(rebasing: bytes[ranges[index]])
                let reason = decoder.decode(
                    payload, partition: 0, offset: Int64(index), clock: .max, into: &batch)
                if reason != nil { return false }
            }
            return true
        }
    }

    /// Whether a batch holds what a range of the feed was made from.
    func isEqual(_ batch: EventBatch, to range: Range<Int>) -> Bool {
        batch.events.elementsEqual(events[range]) { a, b in
            a.session == b.session && a.item == b.item && a.timestamp == b.timestamp
                && a.type == b.type && a.offset == b.offset
        }
    }
}
