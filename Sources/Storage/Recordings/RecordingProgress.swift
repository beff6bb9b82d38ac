internal import Synchronization

/// How far a recording has been read; a progress bar may ask at any time, from any thread.
package final class RecordingProgress: Sendable {
    /// Size of all files on disk, compressed; 0 where it is unknown because one is a pipe.
    package let bytesTotal: Int
    private let bytesReadSoFar = Atomic<Int>(0)

    init(bytesTotal: Int) {
        self.bytesTotal = bytesTotal
    }

    /// Bytes read from disk, compressed.
    package var bytesRead: Int { bytesReadSoFar.load(ordering: .relaxed) }

    func add(_ byteCount: Int) {
        bytesReadSoFar.wrappingAdd(byteCount, ordering: .relaxed)
    }
}
