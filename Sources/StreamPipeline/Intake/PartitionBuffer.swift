import CovisitCore
import WireFormats

/// Records of one partition that wait for their turn, in the order of their offsets.
struct PartitionBuffer: Sendable {
    private var events = EventBatch()
    private var firstEvent = 0
    private var rejected: ArraySlice<RejectedRecord> = []
    /// Everything before this offset has been read.
    private(set) var readTo: Int64
    private let partition: Int32
    private var anchor: RecordAnchor?

    init(_ partition: Int32, readTo: Int64) {
        self.partition = partition
        self.readTo = readTo
    }

    var isEmpty: Bool { firstEvent == events.count && rejected.isEmpty }

    mutating func add(_ event: Event, from arena: [UInt8]) {
        events.append(event, from: arena)
    }

    mutating func add(_ record: RejectedRecord) {
        rejected.append(record)
    }

    mutating func advance(to nextOffset: Int64, anchor: RecordAnchor?) {
        readTo = nextOffset
        self.anchor = anchor
    }

    /// Moves all records before `nextOffset` into `batch`, and judges anew, by `clock`, those that
    /// were too new for the clock they were read by.
    mutating func take(
        before nextOffset: Int64, clock: Int64, decoder: EventDecoder, into batch: inout InputBatch
    ) {
        while firstEvent < events.count || !rejected.isEmpty {
            let event = firstEvent < events.count ? events.events[firstEvent] : nil
            if let record = rejected.first,
                record.position.offset < min(nextOffset, event?.offset ?? .max)
            {
                rejected.removeFirst()
                batch.judge(record, clock: clock, decoder: decoder)
            } else if let event, event.offset < nextOffset {
                batch.events.append(event, from: events.arena)
                firstEvent += 1
            } else {
                break
            }
        }
        if firstEvent == events.count {
            events.removeAll()
            firstEvent = 0
        }
        // A later anchor would speak of records that are not in the batch.
        if let anchor, anchor.offset < nextOffset { batch.anchors[partition] = anchor }
        batch.nextOffsets[partition] = nextOffset
    }
}

extension InputBatch {
    /// Takes a rejected record, or the event that it is by this clock.
    fileprivate mutating func judge(
        _ record: RejectedRecord, clock: Int64, decoder: EventDecoder
    ) {
        guard record.reason == .tooNew, let payload = record.payload else {
            return rejected.append(record)
        }
        let reason = payload.withUnsafeBytes {
            decoder.decode(
                $0, partition: record.position.partition, offset: record.position.offset,
                clock: clock, into: &events)
        }
        if let reason {
            var record = record
            record.reason = reason
            rejected.append(record)
        }
    }
}
