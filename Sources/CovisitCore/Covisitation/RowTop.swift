internal import CVectors

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
    /// Most entries that are ranked all at once, and the longest list made of them.
    private static let rankedMax = 64

    private var entries: UnsafeMutablePointer<RowEntry>
    private var capacity: Int
    private(set) var count = 0
    /// Of what is ranked: weights as bits, which order as weights do; places; how many are heavier.
    private let weights: UnsafeMutablePointer<Int32>
    private let places: UnsafeMutablePointer<UInt32>
    private let ranks: UnsafeMutablePointer<Int32>

    init(capacity: Int) {
        self.capacity = capacity
        entries = .allocate(capacity: capacity)
        let lines = UnsafeMutableRawPointer.allocate(
            byteCount: Self.rankedMax * 3 * 4, alignment: 64)
        weights = lines.initializeMemory(as: Int32.self, repeating: 0, count: Self.rankedMax)
        ranks = (lines + Self.rankedMax * 4)
            .initializeMemory(as: Int32.self, repeating: 0, count: Self.rankedMax)
        places = (lines + Self.rankedMax * 8)
            .initializeMemory(as: UInt32.self, repeating: 0, count: Self.rankedMax)
    }

    deinit {
        entries.deallocate()
        UnsafeMutableRawPointer(weights).deallocate()
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
        let bucketCount = 1 << header.sizeClass
        // Vacant slots weigh nothing.
        if floor > 0, wanted <= Self.rankedMax, rank(memory, bucketCount, floor, wanted, ids) {
            return
        }
        insert(memory, bucketCount, floor, wanted, ids)
    }

    // MARK: With a floor that few are above

    /// Finds each entry's place by counting the heavier ones, which takes no branches; false, and
    /// nothing done, where the floor lets too many pass.
    private mutating func rank(
        _ memory: UnsafeMutableRawPointer, _ bucketCount: Int, _ floor: Float, _ wanted: Int,
        _ ids: IDTable
    ) -> Bool {
        var passed = 0
        for index in 0..<bucketCount {
            let bucket = Bucket(memory: memory + index * Bucket.byteCount)
            var slots = bucket.slots(from: floor)
            if passed &+ slots.nonzeroBitCount > Self.rankedMax { return false }
            // Neighbours lie in a line of their own, which comes while weights are ranked.
            if slots != 0 { covisit_prefetch(bucket.neighbours) }
            while slots != 0 {
                let slot = slots.trailingZeroBitCount
                slots &= slots &- 1
                weights[passed] = Int32(bitPattern: bucket.weights[slot].bitPattern)
                places[passed] = UInt32(truncatingIfNeeded: index &* Bucket.slotCount &+ slot)
                passed &+= 1
            }
        }
        covisit_ranks(weights, Int32(truncatingIfNeeded: passed), ranks)
        var taken: UInt64 = 0
        for index in 0..<passed where ranks[index] < wanted {
            let (bucket, slot) = Int(places[index]).quotientAndRemainder(
                dividingBy: Bucket.slotCount)
            let entry = RowEntry(
                neighbour: Bucket(memory: memory + bucket * Bucket.byteCount).neighbours[slot],
                weight: Float(bitPattern: UInt32(bitPattern: weights[index])),
                place: places[index])
            // Entries of equal weight share a rank, and the places behind it.
            let first = Int(ranks[index])
            let equals = (~(taken &>> UInt64(first))).trailingZeroBitCount
            let position = min(first &+ equals, wanted &- 1)
            if first &+ equals >= wanted, !isAhead(entry, of: entries[position], ids) { continue }
            settle(entry, from: position, first: first, ids)
            taken |= 1 &<< UInt64(position)
        }
        count = min(passed, wanted)
        return true
    }

    // MARK: One after the other

    private mutating func insert(
        _ memory: UnsafeMutableRawPointer, _ bucketCount: Int, _ floor: Float, _ wanted: Int,
        _ ids: IDTable
    ) {
        var least = floor
        for index in 0..<bucketCount {
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
        settle(entry, from: position, first: 0, ids)
    }

    /// Puts an entry where it belongs among those from `first` on, which move up to `last`.
    @inline(__always)
    private mutating func settle(
        _ entry: RowEntry, from last: Int, first: Int, _ ids: IDTable
    ) {
        var position = last
        while position > first, isAhead(entry, of: entries[position &- 1], ids) {
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
