package import WireFormats

/// Keeps the order in which partitions were consumed.
///
/// It never fails the stream: a journal that cannot be written rests until the next durable
/// snapshot, is counted, and is told of. The state is exact without it; only the order of
/// partitions between two snapshots could then not be repeated after a crash.
package protocol OrderJournal: Sendable {
    /// Returns when the record is written, durably if the journal is set up so.
    func append(_ record: JournalRecord) async

    /// Forgets what comes after a record: the past could not be repeated further, and takes
    /// another course from here on.
    func cut(after sequence: UInt64) async
}
