internal import StreamPipeline
import Synchronization
package import WireFormats

/// The order journal on a disk, with a thread of its own: an fsync takes its time.
package actor OrderJournalFile: OrderJournal {
    private let executor = ThreadExecutor()
    private let files: JournalFiles
    private let board = Mutex(JournalStatus())
    private let onRest: @Sendable (_ reason: String) -> Void

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// `onRest` learns why the order is not recorded any more, each time that it begins to rest.
    package init(
        _ directory: SnapshotDirectory, byteCountMax: Int, isSynced: Bool, keepsAll: Bool,
        onRest: @escaping @Sendable (_ reason: String) -> Void
    ) throws(FileError) {
        files = try JournalFiles(
            directory, byteCountMax: byteCountMax, isSynced: isSynced, keepsAll: keepsAll)
        self.onRest = onRest
    }

    package func append(_ record: JournalRecord) async {
        update { $0.append(record) }
    }

    package func cut(after sequence: UInt64) async {
        update { $0.cut(after: sequence) }
    }

    package func generationIsDurable(oldest: UInt64?) {
        update { $0.generationIsDurable(oldest: oldest) }
    }

    /// As of the last record.
    package nonisolated var status: JournalStatus { board.withLock { $0 } }

    private func update(_ body: (JournalFiles) -> Void) {
        let wasResting = files.status.restingBecause != nil
        body(files)
        let status = files.status
        board.withLock { $0 = status }
        if !wasResting, let reason = status.restingBecause { onRest(reason) }
    }
}
