/// All records of a partition from where it stands up to an offset.
package struct JournalRun: Sendable, Equatable {
    package var partition: Int32
    /// The offset after the last record of the run.
    package var nextOffset: Int64

    package init(partition: Int32, nextOffset: Int64) {
        self.partition = partition
        self.nextOffset = nextOffset
    }
}

/// What one batch was made of: enough to make it again from the topic, and judge it alike.
package struct JournalRecord: Sendable, Equatable {
    /// 1 for the first batch ever.
    package var sequence: UInt64
    /// What the events' times were held against, milliseconds since 1970.
    package var clock: Int64
    /// In the order in which they were consumed.
    package var runs: [JournalRun]

    package init(sequence: UInt64, clock: Int64, runs: [JournalRun]) {
        self.sequence = sequence
        self.clock = clock
        self.runs = runs
    }
}
