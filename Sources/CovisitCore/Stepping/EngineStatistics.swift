/// What the engine holds and has counted.
package struct EngineStatistics: Sendable {
    package var events = 0
    package var items = 0
    package var itemsRetired = 0
    package var sessions = 0
    package var sessionCounters = SessionCounters()
    package var rowCounters = RowCounters()
    /// Highest accepted event time, milliseconds.
    package var watermark: Int64 = 0
    /// Memory of the state, in bytes.
    package var byteCount = 0

    package init() {}
}

extension Engine {
    package func statistics() -> EngineStatistics {
        var statistics = EngineStatistics()
        statistics.events = eventCount
        statistics.items = ids.count
        statistics.itemsRetired = itemsRetired
        statistics.watermark = watermark
        statistics.byteCount =
            ids.byteCount + popularity.byteCount + engineLog.byteCount + directoryLog.byteCount
        for cell in sessions {
            cell.withLock { shard in
                statistics.sessions += shard.count
                statistics.sessionCounters += shard.counters
                statistics.byteCount += shard.byteCount
            }
        }
        for cell in items {
            cell.withLock { shard in
                statistics.rowCounters += shard.counters
                statistics.byteCount += shard.byteCount
            }
        }
        return statistics
    }
}
