/// A section of an item shard: what it counted, then for each item number below the directory's
/// bound its marks and its row in each matrix. Entry `local * (matrices + 1)` is the marks of the
/// shard's item `local`, those after it are its rows.
extension ItemShard {
    /// How many numbers below `bound` are the shard's.
    static func itemCount(shard: Int, bound: Int) -> Int {
        (bound + Engine.shardCount - 1 - shard) / Engine.shardCount
    }

    mutating func beginCapture(shard: Int, bound: Int) {
        let count = Self.itemCount(shard: shard, bound: bound)
        reserve(count)
        encodePreface(counters, into: &log.saved)
        log.begin(.items(shard), entries: count * (rules.count + 1))
    }

    mutating func takeChunk() -> SectionBytes {
        var chunk = StateWriter()
        while let entry = log.next(into: &chunk) {
            let (local, row) = entry.quotientAndRemainder(dividingBy: rules.count + 1)
            if row == 0 {
                related.encode(local, into: &chunk)
            } else {
                encodeRow(headers[local * rules.count + row - 1], pool: pool, into: &chunk)
            }
        }
        let isLast = log.endIfHandedOut()
        return SectionBytes(chunk, isLast: isLast)
    }

    /// The marks are left out.
    func digest(into digest: inout StateDigest, shard: Int, bound: Int) {
        var writer = StateWriter()
        encodePreface(counters, into: &writer)
        for index in 0..<(Self.itemCount(shard: shard, bound: bound) * rules.count) {
            // Rows of the newest items may not have been laid out yet.
            let header = index < headers.count ? headers[index] : RowHeader()
            encodeRow(header, pool: pool, into: &writer)
            digest.takeLong(&writer)
        }
        digest.take(&writer)
    }

    // MARK: Restoring

    /// Reads a chunk. `latest` is the watermark.
    mutating func restore(
        _ reader: inout StateReader, _ progress: inout SectionProgress, shard: Int,
        matrixOfCaptured: [Int?], latest: Int64, ids: IDTable
    ) throws(StateDamage) {
        let stride = matrixOfCaptured.count + 1
        while !reader.isAtEnd {
            guard progress.isBegun else {
                counters.pairUpdates = try reader.readCounter()
                counters.admitted = try reader.readCounter()
                counters.refused = try reader.readCounter()
                progress.begin(
                    entries: Self.itemCount(shard: shard, bound: ids.bound) * stride)
                continue
            }
            let (local, row) = try progress.nextEntry(reader)
                .quotientAndRemainder(dividingBy: stride)
            let item = UInt32(local * Engine.shardCount + shard)
            if row == 0 {
                reserve(local + 1)
                try related.decode(local, isItem: ids.isOccupied(item), from: &reader)
            } else if let matrix = matrixOfCaptured[row - 1] {
                try reader.readRow(
                    into: &headers[local * rules.count + matrix], item: item,
                    rules: rules[matrix], latest: latest, ids: ids, pool: &pool)
            } else {
                try reader.skipRow()
            }
        }
    }
}

private func encodePreface(_ counters: RowCounters, into writer: inout StateWriter) {
    writer.append(Int64(counters.pairUpdates))
    writer.append(Int64(counters.admitted))
    writer.append(Int64(counters.refused))
}
