package import CovisitCore

/// The last record that was consumed of a partition. It tells a topic that was created again from
/// the one that was read, where offsets alone do not.
package struct RecordAnchor: Sendable, Equatable {
    package var offset: Int64
    package var fingerprint: UInt64

    package init(offset: Int64, fingerprint: UInt64) {
        self.offset = offset
        self.fingerprint = fingerprint
    }
}

/// How far a partition is counted.
package struct SnapshotPartition: Sendable, Equatable {
    package var partition: Int32
    /// The offset to read next.
    package var nextOffset: Int64
    package var anchor: RecordAnchor?

    package init(partition: Int32, nextOffset: Int64, anchor: RecordAnchor? = nil) {
        self.partition = partition
        self.nextOffset = nextOffset
        self.anchor = anchor
    }
}

/// What a snapshot says about itself: which input its state is true for.
///
/// It holds no time of day, so that equal state of equal input gives equal bytes.
package struct SnapshotHeader: Sendable, Equatable {
    package var topic: String
    /// In ascending order.
    package var partitions: [SnapshotPartition]
    /// Batches applied since the state began; the order journal goes on with the next number.
    package var sequence: UInt64
    /// Highest event time, milliseconds since 1970.
    package var watermark: Int64
    /// Events in the state.
    package var eventCount: Int64
    /// Everything that decides what the state means.
    package var configuration: [StateKey]

    package init(
        topic: String, partitions: [SnapshotPartition], sequence: UInt64, watermark: Int64,
        eventCount: Int64, configuration: [StateKey]
    ) {
        self.topic = topic
        self.partitions = partitions
        self.sequence = sequence
        self.watermark = watermark
        self.eventCount = eventCount
        self.configuration = configuration
    }
}
