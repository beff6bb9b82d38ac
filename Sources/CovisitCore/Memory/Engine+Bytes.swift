extension Engine {
    /// Bytes of an item: what finds it and counts it, the heads of its rows, and its rows.
    package func byteCount(ofItem item: UInt32) -> (fixed: Int, rows: Int) {
        let headers = configuration.matrices.count * MemoryLayout<RowHeader>.stride
        let fixed = IDTable.byteCount(holding: ids.count) / max(1, ids.count)
        let rows = items[Int(item) % Self.shardCount].withLock { shard in
            configuration.matrices.indices.reduce(0) { sum, matrix in
                sum + shard.rowByteCount(of: item, matrix: matrix)
            }
        }
        return (fixed + Popularity.bytesPerItem + headers, rows)
    }

    /// Bytes of a session that remembers so many events: what finds it, and its tail.
    package static func byteCount(ofSessionWith eventCount: Int) -> (fixed: Int, tail: Int) {
        let tail = SessionShard.tailUnitByteCount << SessionShard.tailClass(for: eventCount)
        let found = IDTable.byteCount(holding: 1 << 20) >> 20
        return (found + MemoryLayout<SessionShard.Record>.stride, tail)
    }
}

extension ItemShard {
    fileprivate func rowByteCount(of item: UInt32, matrix: Int) -> Int {
        let index = Int(item) / Engine.shardCount * rules.count + matrix
        guard index < headers.count, !headers[index].isEmpty else { return 0 }
        return Bucket.byteCount << headers[index].sizeClass
    }
}
