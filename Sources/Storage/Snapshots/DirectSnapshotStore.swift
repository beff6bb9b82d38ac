package import StreamPipeline
import Synchronization

/// A snapshot store that carries out at once, in the caller's thread, what it is told: the twin
/// of `SnapshotWriter` that the simulator drives.
package final class DirectSnapshotStore: SnapshotStore {
    private struct State {
        let writer: SnapshotFileWriter
        var outcome: SnapshotOutcome?
    }

    private let state: Mutex<State>
    private let onDurable: @Sendable (_ oldest: UInt64?) -> Void

    /// `onDurable` learns of every durable generation, for the order journal.
    package init(
        _ directory: SnapshotDirectory, keepCount: Int,
        onDurable: @escaping @Sendable (_ oldest: UInt64?) -> Void = { _ in }
    ) {
        state = Mutex(State(writer: SnapshotFileWriter(directory, keepCount: keepCount)))
        self.onDurable = onDurable
    }

    package func submit(_ operation: SnapshotOperation) {
        let ending = state.withLock { state in
            if case .begin = operation { state.outcome = nil }
            let ending = state.writer.carryOut(operation)
            if let ending { state.outcome = ending.outcome }
            return ending
        }
        if let ending, case .durable = ending.outcome { onDurable(ending.oldest) }
    }

    package var queuedByteCount: Int { 0 }

    package func takeOutcome() -> SnapshotOutcome? {
        state.withLock { state in
            defer { state.outcome = nil }
            return state.outcome
        }
    }

    package func drain() async {}
}
