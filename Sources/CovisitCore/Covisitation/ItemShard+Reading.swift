/// What is known of a row as a whole.
package struct RowFacts: Sendable, Equatable {
    /// All weight that ever reached the row, as of the watermark.
    package var total: Float
    /// The share of it that the neighbours in the row hold, 0 to 1; 1 for a row without weight.
    package var coverage: Float

    package init(total: Float, coverage: Float) {
        self.total = total
        self.coverage = coverage
    }
}

extension ItemShard {
    /// Writes a row's candidates onto the board as a step does; the row stays as it is.
    func read(_ read: RowOperation, wanted: Int, ids: IDTable, onto board: ReadBoard) {
        let matrix = Int(read.matrix)
        let index = Int(read.row) / Engine.shardCount * rules.count + matrix
        let header = index < headers.count ? headers[index] : RowHeader()
        var top = RowTop(capacity: max(1, wanted))
        top.read(header, wanted: wanted, floor: header.floor, pool: pool, ids: ids)
        board.write(
            top, at: Int(read.neighbour),
            scale: board.hasWeights ? scale(of: header, read, rules[matrix]) : 1)
    }

    func facts(of item: UInt32, matrix: Int, at timestamp: Int64) -> RowFacts {
        let total = total(of: item, matrix: matrix, at: timestamp)
        guard total > 0 else { return RowFacts(total: 0, coverage: 1) }
        let header = headers[Int(item) / Engine.shardCount * rules.count + matrix]
        return RowFacts(
            total: total, coverage: min(1, Float(heldWeight(of: header) / Double(header.total))))
    }

    /// The sum of all weights in a row, in the scale of its epoch.
    private func heldWeight(of header: RowHeader) -> Double {
        if header.isEmpty { return 0 }
        let memory = pool.pointer(class: header.sizeClass, block: header.block)
        var sum = 0.0
        for index in 0..<(1 << header.sizeClass) {
            let bucket = Bucket(memory: memory + index * Bucket.byteCount)
            for slot in 0..<Bucket.slotCount { sum += Double(bucket.weights[slot]) }
        }
        return sum
    }
}
