/// Where the rows of one matrix may grow to, and how they decay.
struct RowRules: Sendable, BitwiseCopyable {
    let matrix: UInt8
    let largestClass: Int
    /// Slots × this many updates before a full row doubles.
    let updatesPerSlotToGrow: UInt32
    let decay: ForwardDecay

    init(_ spec: MatrixSpec, index: Int, updatesPerSlotToGrow: Int) {
        matrix = UInt8(index)
        largestClass = Self.largestClass(spec)
        self.updatesPerSlotToGrow = UInt32(updatesPerSlotToGrow)
        decay = ForwardDecay(halfLifeMilliseconds: spec.halfLifeMilliseconds)
    }

    static func largestClass(_ spec: MatrixSpec) -> Int {
        (spec.neighbours / Bucket.slotCount).trailingZeroBitCount
    }
}

/// What became of a pair in its row.
enum RowUpdate {
    /// The neighbour was there, or there was room.
    case learnt
    /// It took the place of a lighter one.
    case admitted
    /// The row is full and the draw was against it.
    case refused
}

/// Rows are looked up by a neighbour's hash; the low bits name its bucket.
@inline(__always)
func bucketHash(_ neighbour: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: mix(UInt64(neighbour)) >> 32)
}

/// Adds `weight`, already in the scale of the row's epoch, to a neighbour of a row.
///
/// A neighbour that is not there takes a vacant slot of its bucket. In a full bucket the row
/// doubles, if it may; else the newcomer takes the place of the lightest entry with probability
/// w / (min + w) and begins with min + w (random admission: Ben Basat, Chen, Einziger, Friedman,
/// INFOCOM 2017). The draw is a hash of row, neighbour, matrix and the row's update counter, so
/// that every replay draws the same.
@inline(__always)
func update(
    _ header: inout RowHeader, row: UInt32, neighbour: UInt32, weight: Float,
    rules: RowRules, pool: inout BlockPool
) -> RowUpdate {
    header.updates &+= 1
    header.total += weight
    if header.isEmpty {
        header.settle(class: 0, block: pool.allocate(class: 0))
        Bucket(memory: pool.pointer(class: 0, block: header.block)).clear()
    }
    let hash = bucketHash(neighbour)
    while true {
        let memory = pool.pointer(class: header.sizeClass, block: header.block)
        let index = Int(hash) & ((1 << header.sizeClass) - 1)
        let bucket = Bucket(memory: memory + index * Bucket.byteCount)
        if let slot = bucket.find(neighbour) {
            bucket.weights[slot] += weight
            return .learnt
        }
        if let slot = bucket.find(Bucket.vacant) {
            bucket.set(slot, neighbour, weight: weight, inherited: 0)
            return .learnt
        }
        if mayGrow(header, rules) {
            grow(&header, pool: &pool)
            continue
        }
        let slot = bucket.lightest()
        let minimum = bucket.weights[slot]
        if !admits(weight, over: minimum, row: row, neighbour: neighbour, header, rules) {
            return .refused
        }
        bucket.set(slot, neighbour, weight: minimum + weight, inherited: minimum)
        return .admitted
    }
}

@inline(__always)
private func mayGrow(_ header: RowHeader, _ rules: RowRules) -> Bool {
    let slots = UInt32(Bucket.slotCount << header.sizeClass)
    return header.sizeClass < rules.largestClass
        && header.updates >= slots &* rules.updatesPerSlotToGrow
}

@inline(__always)
private func admits(
    _ weight: Float, over minimum: Float, row: UInt32, neighbour: UInt32, _ header: RowHeader,
    _ rules: RowRules
) -> Bool {
    let pair = mix(UInt64(row) << 32 | UInt64(neighbour))
    let draw = mix(pair ^ (UInt64(header.updates) << 8 | UInt64(rules.matrix)))
    let uniform = Float(draw >> 40) * 0x1p-24
    return uniform * (minimum + weight) < weight
}

/// Doubles a row: every entry moves to the bucket that one more bit of its hash names.
private func grow(_ header: inout RowHeader, pool: inout BlockPool) {
    let old = pool.pointer(class: header.sizeClass, block: header.block)
    let wider = header.sizeClass + 1
    let block = pool.allocate(class: wider)
    let new = pool.pointer(class: wider, block: block)
    for index in 0..<(1 << wider) {
        Bucket(memory: new + index * Bucket.byteCount).clear()
    }
    for index in 0..<(1 << header.sizeClass) {
        let bucket = Bucket(memory: old + index * Bucket.byteCount)
        for slot in 0..<Bucket.slotCount where bucket.neighbours[slot] != Bucket.vacant {
            let neighbour = bucket.neighbours[slot]
            let target = Int(bucketHash(neighbour)) & ((1 << wider) - 1)
            let home = Bucket(memory: new + target * Bucket.byteCount)
            if let free = home.find(Bucket.vacant) {
                home.set(
                    free, neighbour, weight: bucket.weights[slot],
                    inherited: bucket.inherited[slot])
            }
        }
    }
    pool.free(class: header.sizeClass, block: header.block)
    header.settle(class: wider, block: block)
}

/// Moves a row's weights to a later epoch; an exact power of two.
func rescale(
    _ header: inout RowHeader, to epoch: UInt32, rules: RowRules, pool: borrowing BlockPool
) {
    let factor = rules.decay.rescaling(from: header.epoch, to: epoch)
    header.epoch = epoch
    header.total *= factor
    header.floor *= factor
    if header.isEmpty { return }
    let memory = pool.pointer(class: header.sizeClass, block: header.block)
    for index in 0..<(1 << header.sizeClass) {
        let bucket = Bucket(memory: memory + index * Bucket.byteCount)
        for slot in 0..<Bucket.slotCount {
            bucket.weights[slot] *= factor
            bucket.inherited[slot] *= factor
        }
    }
}
