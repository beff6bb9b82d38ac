package import CovisitCore
package import WireFormats

/// One thing that a snapshot store is asked to do.
package enum SnapshotOperation: Sendable {
    /// Begins a new generation; one that is not committed yet is given up.
    case begin(SnapshotHeader)
    case append(StateChunk)
    /// Makes the generation durable, then visible.
    case commit
    case abandon
}

/// A generation that is durable.
package struct SnapshotFacts: Sendable, Equatable {
    package var sequence: UInt64
    package var byteCount: Int
    /// For the log, e.g. the file's path.
    package var place: String
    /// From its beginning until it was durable.
    package var seconds: Double

    package init(sequence: UInt64, byteCount: Int, place: String, seconds: Double) {
        self.sequence = sequence
        self.byteCount = byteCount
        self.place = place
        self.seconds = seconds
    }
}

/// How the generation begun last has ended.
package enum SnapshotOutcome: Sendable, Equatable {
    case durable(SnapshotFacts)
    /// Why, and what to do. Nothing of it is left, or a whole file whose name may not outlive a
    /// crash.
    case failed(String)
}

/// Where snapshots go. Operations are taken over at once and carried out in order, elsewhere:
/// a slow disk must not stop the stream.
package protocol SnapshotStore: Sendable {
    func submit(_ operation: SnapshotOperation)

    /// Bytes of chunks submitted and not yet written.
    var queuedByteCount: Int { get }

    /// The outcome of the generation begun last, once.
    func takeOutcome() -> SnapshotOutcome?

    /// Waits until everything submitted so far has been carried out.
    func drain() async
}
