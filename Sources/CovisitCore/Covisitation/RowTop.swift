/// A neighbour and its weight, in the scale of the row's epoch.
struct RowEntry: BitwiseCopyable {
    var neighbour: UInt32
    var weight: Float
    /// Where it stands in its row: bucket × 16 + slot.
    var place: UInt32

    /// The part of the weight that was not earned; `weight - inherited` is a lower bound of the
    /// true weight.
    func inherited(_ header: RowHeader, pool: borrowing BlockPool) -> Float {
        let memory = pool.pointer(class: header.sizeClass, block: header.block)
        let (index, slot) = Int(place).quotientAndRemainder(dividingBy: Bucket.slotCount)
        return Bucket(memory: memory + index * Bucket.byteCount).inherited[slot]
    }
}

/// The heaviest entries of a row, heaviest first, by id where weights are equal.
struct RowTop: ~Copyable {
    private var entries: UnsafeMutablePointer<RowEntry>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        entries = .allocate(capacity: capacity)
    }

    deinit {
        entries.deallocate()
    }

    subscript(index: Int) -> RowEntry { entries[index] }

    /// Replaces the content by the `wanted` heaviest entries of a row.
    mutating func read(
        _ header: RowHeader, wanted: Int, pool: borrowing BlockPool, ids: IDTable
    ) {
        count = 0
        if header.isEmpty || wanted == 0 { return }
        if wanted > capacity {
            entries.deallocate()
            entries = .allocate(capacity: wanted)
            capacity = wanted
        }
        let memory = pool.pointer(class: header.sizeClass, block: header.block)
        for index in 0..<(1 << header.sizeClass) {
            let bucket = Bucket(memory: memory + index * Bucket.byteCount)
            if count == wanted, bucket.heaviestWeight < entries[wanted - 1].weight { continue }
            for slot in 0..<Bucket.slotCount where bucket.neighbours[slot] != Bucket.vacant {
                if count == wanted, bucket.weights[slot] < entries[wanted - 1].weight { continue }
                let entry = RowEntry(
                    neighbour: bucket.neighbours[slot], weight: bucket.weights[slot],
                    place: UInt32(index * Bucket.slotCount + slot))
                place(entry, wanted: wanted, ids: ids)
            }
        }
    }

    @inline(__always)
    private mutating func place(_ entry: RowEntry, wanted: Int, ids: IDTable) {
        var position = count
        while position > 0 {
            let above = entries[position - 1]
            if entry.weight < above.weight { break }
            if entry.weight == above.weight,
                ids.isOrdered(above.neighbour, before: entry.neighbour)
            {
                break
            }
            position -= 1
        }
        if position == wanted { return }
        if count < wanted { count += 1 }
        var index = count - 1
        while index > position {
            entries[index] = entries[index - 1]
            index -= 1
        }
        entries[position] = entry
    }
}
