package import CovisitCore
package import WireFormats

/// Where a record stands in the input: partition and offset of one topic.
package struct SourcePosition: Sendable, Equatable {
    package var partition: Int32
    package var offset: Int64

    package init(partition: Int32, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }
}

/// A record that could not become an event, with everything needed to look at it again.
package struct RejectedRecord: Sendable {
    package var position: SourcePosition
    package var reason: RejectReason
    /// Original bytes; nil where the record had none (a tombstone, a null key).
    package var key: [UInt8]?
    package var payload: [UInt8]?

    package init(
        position: SourcePosition, reason: RejectReason, key: [UInt8]?, payload: [UInt8]?
    ) {
        self.position = position
        self.reason = reason
        self.key = key
        self.payload = payload
    }
}

/// What a source hands over at once: decoded events and rejected records, in consumed order.
package struct InputBatch: Sendable {
    package var events = EventBatch()
    package var rejected: [RejectedRecord] = []
    /// The offset after the last record taken, for each partition that this batch touched.
    package var nextOffsets: [Int32: Int64] = [:]
    /// The last record taken of each partition that this batch touched, where the source knows.
    package var anchors: [Int32: RecordAnchor] = [:]
    /// Positions that the source has moved back on purpose before this batch, because the log
    /// holds other records there now.
    package var resets: [Int32: Int64] = [:]
    /// What the events' times were held against, milliseconds since 1970.
    package var clock: Int64 = .max
    /// Size of the payloads read, in bytes.
    package var payloadByteCount = 0

    package init() {}

    package var recordCount: Int { events.count + rejected.count }

    package mutating func removeAll() {
        events.removeAll()
        rejected.removeAll(keepingCapacity: true)
        nextOffsets.removeAll(keepingCapacity: true)
        anchors.removeAll(keepingCapacity: true)
        resets.removeAll(keepingCapacity: true)
        payloadByteCount = 0
    }
}
