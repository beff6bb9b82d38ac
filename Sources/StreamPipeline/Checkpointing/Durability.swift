package import WireFormats

/// Where reading begins: what the state already holds, and the order of what came after it.
package struct IntakeStart: Sendable {
    package var partitions: [SnapshotPartition] = []
    /// Batches that the state holds.
    package var sequence: UInt64 = 0
    /// The batches after those, as far as they are known.
    package var order: [JournalRecord] = []

    package init() {}

    package init(
        partitions: [SnapshotPartition], sequence: UInt64, order: [JournalRecord]
    ) {
        self.partitions = partitions
        self.sequence = sequence
        self.order = order
    }
}

/// What makes a pipeline survive: where state and order are kept, and what was found there.
package struct Durability: Sendable {
    /// Without one a new start counts everything again.
    package var store: (any SnapshotStore)?
    package var journal: (any OrderJournal)?
    package var start = IntakeStart()
    /// What events look like: while the past is repeated, records are judged again by its clock.
    package var schema = EventSchema()
    /// The clock that the source reads; it is held back while the past is repeated.
    package var clock = BatchClock { .max }

    package init() {}
}
