internal import CovisitCore
package import StreamPipeline
import Synchronization

/// A snapshot store with a thread of its own, where snapshots are compressed and written.
///
/// `run` must be running, as a child task of whoever uses it, until `finish`.
package final class SnapshotWriter: SnapshotStore {
    private enum Letter: Sendable {
        case operation(SnapshotOperation)
        case drained(CheckedContinuation<Void, Never>)
    }

    private struct State {
        var queuedByteCount = 0
        var outcome: SnapshotOutcome?
        /// Generations submitted, and not begun yet.
        var waitingCount = 0
    }

    private let worker: Worker
    private let letters: AsyncStream<Letter>
    private let mailbox: AsyncStream<Letter>.Continuation
    private let state = Mutex(State())
    private let journal: OrderJournalFile?

    package init(_ directory: SnapshotDirectory, keepCount: Int, journal: OrderJournalFile?) {
        worker = Worker(directory, keepCount: keepCount)
        self.journal = journal
        (letters, mailbox) = AsyncStream.makeStream(of: Letter.self)
    }

    /// Carries out what is submitted, in order, until `finish`.
    package func run() async {
        for await letter in letters {
            switch letter {
            case .drained(let waiting): waiting.resume()
            case .operation(let operation):
                let ending = await worker.carryOut(operation)
                if let ending, case .durable = ending.outcome {
                    await journal?.generationIsDurable(oldest: ending.oldest)
                }
                state.withLock { state in
                    state.queuedByteCount -= operation.byteCount
                    if operation.isBegin { state.waitingCount -= 1 }
                    // An outcome is that of the generation begun last, or of no interest.
                    if let ending, state.waitingCount == 0 { state.outcome = ending.outcome }
                }
            }
        }
    }

    /// Ends `run` after what has been submitted.
    package func finish() {
        mailbox.finish()
    }

    package func submit(_ operation: SnapshotOperation) {
        state.withLock { state in
            state.queuedByteCount += operation.byteCount
            guard operation.isBegin else { return }
            state.waitingCount += 1
            // One that nobody took is of a generation before.
            state.outcome = nil
        }
        mailbox.yield(.operation(operation))
    }

    package var queuedByteCount: Int { state.withLock(\.queuedByteCount) }

    package func takeOutcome() -> SnapshotOutcome? {
        state.withLock { state in
            defer { state.outcome = nil }
            return state.outcome
        }
    }

    package func drain() async {
        await withCheckedContinuation { waiting in
            if case .terminated = mailbox.yield(.drained(waiting)) { waiting.resume() }
        }
    }
}

/// The thread of a `SnapshotWriter`.
private actor Worker {
    private let executor = ThreadExecutor()
    private let writer: SnapshotFileWriter

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(_ directory: SnapshotDirectory, keepCount: Int) {
        writer = SnapshotFileWriter(directory, keepCount: keepCount)
    }

    func carryOut(_ operation: SnapshotOperation) -> SnapshotFileWriter.Ending? {
        writer.carryOut(operation)
    }
}

extension SnapshotOperation {
    fileprivate var byteCount: Int {
        if case .append(let chunk) = self { chunk.bytes.count } else { 0 }
    }

    fileprivate var isBegin: Bool {
        if case .begin = self { true } else { false }
    }
}
