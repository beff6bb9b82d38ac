import Synchronization

/// The clock that events are held against: that of the machine, or, while the past is repeated,
/// the earliest that was read then.
package final class BatchClock: Sendable {
    private let machine: @Sendable () -> Int64
    private let held = Mutex<Int64?>(nil)

    /// `machine` gives milliseconds since 1970.
    package init(_ machine: @escaping @Sendable () -> Int64) {
        self.machine = machine
    }

    package func read() -> Int64 {
        held.withLock(\.self) ?? machine()
    }

    func hold(at clock: Int64) {
        held.withLock { $0 = clock }
    }

    /// Lets it run again; returns where it was held.
    func release() -> Int64? {
        held.withLock { held in
            defer { held = nil }
            return held
        }
    }
}
