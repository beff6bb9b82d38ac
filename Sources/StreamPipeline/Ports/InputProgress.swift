internal import Synchronization

/// How far an input of known size has been read; a progress bar may ask at any time, from any
/// thread.
package final class InputProgress: Sendable {
    /// Bytes on disk, or records of a topic; 0 where it is unknown, as for a pipe.
    package let total: Int
    private let doneSoFar = Atomic<Int>(0)

    package init(total: Int) {
        self.total = total
    }

    /// What of it was read, in the same unit.
    package var done: Int { doneSoFar.load(ordering: .relaxed) }

    package func add(_ count: Int) {
        doneSoFar.wrappingAdd(count, ordering: .relaxed)
    }
}
