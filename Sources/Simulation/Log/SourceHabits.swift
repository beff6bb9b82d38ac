/// How a topic reaches the daemon.
package struct SourceHabits: Sendable {
    static let usualReturnShare = 0.3

    package var batchRecordsMax = 40
    /// Most records of a partition before another's turn.
    package var runMax = 8
    /// Most records that are produced between two polls.
    package var producedMax = 60
    package var emptyShare = 0.1
    /// Chance, a poll, that a partition is taken away.
    package var rebalanceShare = 0.0
    /// Chance, a poll, that it comes back.
    package var returnShare = usualReturnShare
    /// Records that come again after a partition came back, at most.
    package var repeatedMax = 0
    /// Chance, a poll, that a partition falls behind for a while.
    package var lagShare = 0.0
    /// Chance, a poll, of an error that ends the process.
    package var errorShare = 0.0
    /// How far the clock may be wrong, in milliseconds, either way.
    package var clockErrorMax = 0
    /// Whether the input ends; otherwise it falls silent, and the daemon is told to stop.
    package var ends = true

    package init() {}

    /// Whether partitions stay away for so long that the daemon does not wait for them.
    var mayLosePartitions: Bool { returnShare < Self.usualReturnShare }
}
