import Synchronization

/// Holds the topic while processes come and go: how much of it has been written so far, what time
/// it is, and how far the group has got.
package final class SimulatedBroker: Sendable {
    private struct State {
        var arrivedCount = 0
        var clock: Int64 = 0
        var committed: [Int32: Int64] = [:]
    }

    package let log: SimulatedLog
    private let state = Mutex(State())

    package init(_ log: SimulatedLog) {
        self.log = log
        state.withLock { $0.clock = log.arrivalTimes.first ?? 0 }
    }

    /// The wall clock, milliseconds since 1970.
    package var clock: Int64 { state.withLock(\.clock) }
    package var arrivedCount: Int { state.withLock(\.arrivedCount) }
    package var committed: [Int32: Int64] { state.withLock(\.committed) }

    /// Producers write; time goes on with them, as exactly as clocks are set.
    func produce(_ count: Int, clockError: Int64) {
        state.withLock { state in
            state.arrivedCount = min(log.recordCount, state.arrivedCount + count)
            let last = log.arrivalTimes[max(0, state.arrivedCount - 1)]
            state.clock = last + clockError
        }
    }

    func commit(_ nextOffsets: [Int32: Int64]) {
        state.withLock { $0.committed.merge(nextOffsets) { _, new in new } }
    }

    /// Records that may be fetched of a partition from an offset on.
    func available(_ partition: Int32, from offset: Int64, max: Int) -> ArraySlice<LogRecord> {
        let arrived = arrivedCount
        let records = log.partitions[Int(partition)]
        let first = SimulatedLog.index(of: offset, in: records)
        var end = first
        while end < records.count, end - first < max, records[end].arrival < arrived { end += 1 }
        return records[first..<end]
    }
}
