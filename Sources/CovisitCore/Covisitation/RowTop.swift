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

    /// Replaces the content by the `wanted` heaviest entries of a row, none of which is lighter
    /// than `floor`.
    mutating func read(
        _ header: RowHeader, wanted: Int, floor: Float = 0, pool: borrowing BlockPool, ids: IDTable
    ) {
        count = 0
        if header.isEmpty || wanted == 0 { return }
        if wanted > capacity {
            entries.deallocate()
            entries = .allocate(capacity: wanted)
            capacity = wanted
        }
        let memory = pool.pointer(class: header.sizeClass, block: header.block)
        var least = floor
        for index in 0..<(1 << header.sizeClass) {
            let bucket = Bucket(memory: memory + index * Bucket.byteCount)
            var slots = bucket.slots(from: least)
            while slots != 0 {
                let slot = slots.trailingZeroBitCount
                slots &= slots &- 1
                let neighbour = bucket.neighbours[slot]
                if neighbour == Bucket.vacant || bucket.weights[slot] < least { continue }
                let entry = RowEntry(
                    neighbour: neighbour, weight: bucket.weights[slot],
                    place: UInt32(truncatingIfNeeded: index &* Bucket.slotCount &+ slot))
                place(entry, wanted: wanted, ids: ids)
                if count == wanted { least = entries[wanted &- 1].weight }
            }
        }
    }

    @inline(__always)
    private mutating func place(_ entry: RowEntry, wanted: Int, ids: IDTable) {
        var position = count
        if count == wanted {
            position = wanted &- 1
            if !isAhead(entry, of: entries[position], ids) { return }
        } else {
            count += 1
        }
        while position > 0, isAhead(entry, of: entries[position &- 1], ids) {
            entries[position] = entries[position &- 1]
            position &-= 1
        }
        entries[position] = entry
    }

    @inline(__always)
    private func isAhead(_ entry: RowEntry, of other: RowEntry, _ ids: IDTable) -> Bool {
        entry.weight > other.weight
            || entry.weight == other.weight
                && !ids.isOrdered(other.neighbour, before: entry.neighbour)
    }
}
