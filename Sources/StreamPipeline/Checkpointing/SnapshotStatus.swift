/// How snapshots fare.
package struct SnapshotStatus: Sendable, Equatable {
    package var writtenCount = 0
    package var failedCount = 0
    package var isWriting = false
    /// The newest that is durable.
    package var last: SnapshotFacts?
    package var lastDurable: ContinuousClock.Instant?
    /// Why the last attempt failed; nil after one that did not.
    package var failure: String?

    package init() {}
}
