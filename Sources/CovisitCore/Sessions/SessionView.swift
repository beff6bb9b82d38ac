/// A session, to be looked at.
package struct SessionView: Sendable {
    /// Its number in the shard's `ids`.
    package var number: UInt32
    package var lastTimestamp: Int64
    /// Oldest event first.
    package var tail: [TailEvent]
}

extension SessionShard {
    /// All sessions, by number.
    func views() -> [SessionView] {
        records.indices.filter { ids.contains(number: UInt32($0)) }.map { view(UInt32($0)) }
    }

    func view(_ number: UInt32) -> SessionView {
        let record = records[Int(number)]
        let tail = UnsafeBufferPointer(start: tail(of: record), count: Int(record.tailCount))
        return SessionView(
            number: number, lastTimestamp: record.lastTimestamp, tail: Array(tail))
    }
}

extension Engine {
    /// The sessions of a shard, and the table that holds their ids.
    package func sessions(of shard: Int) -> (ids: IDTable, sessions: [SessionView]) {
        sessions[shard].withLock { ($0.ids, $0.views()) }
    }
}
