internal import CVectors

/// Sixteen slots of a row: a cache line of neighbours, a line of weights, a line of what the
/// weights inherited.
///
/// A row is a power of two of buckets; a neighbour may stand in one bucket only, the one its hash
/// names, so that an update looks at sixteen slots however long the row is.
struct Bucket {
    static let slotCount = 16
    static let byteCount = 3 * 64
    static let vacant = UInt32.max

    let memory: UnsafeMutableRawPointer

    @inline(__always)
    var neighbours: UnsafeMutablePointer<UInt32> {
        memory.assumingMemoryBound(to: UInt32.self)
    }

    /// Weights, in the scale of the row's epoch; 0 in a vacant slot.
    @inline(__always)
    var weights: UnsafeMutablePointer<Float> {
        (memory + 64).assumingMemoryBound(to: Float.self)
    }

    /// The part of a weight that its neighbour was admitted with and did not earn itself.
    @inline(__always)
    var inherited: UnsafeMutablePointer<Float> {
        (memory + 128).assumingMemoryBound(to: Float.self)
    }

    /// A bit for each slot that holds a neighbour.
    @inline(__always)
    var taken: UInt16 {
        ~UInt16(truncatingIfNeeded: covisit_equal(memory, Int32(bitPattern: Self.vacant)))
    }

    /// A bit for each slot whose weight is inherited in part.
    @inline(__always)
    var heirs: UInt16 {
        ~UInt16(truncatingIfNeeded: covisit_equal(memory + 128, 0))
    }

    func clear() {
        for slot in 0..<Self.slotCount {
            neighbours[slot] = Self.vacant
            weights[slot] = 0
            inherited[slot] = 0
        }
    }

    /// The slot of `neighbour`, or nil.
    @inline(__always)
    func find(_ neighbour: UInt32) -> Int? {
        let slots = covisit_equal(memory, Int32(bitPattern: neighbour))
        return slots == 0 ? nil : slots.trailingZeroBitCount
    }

    // Weights are not negative, so that their bits are ordered as they are.

    /// The lightest slot; the first of them when several are.
    @inline(__always)
    func lightest() -> Int {
        let weights = memory + 64
        return covisit_equal(weights, covisit_minimum(weights)).trailingZeroBitCount
    }

    /// A bit for each slot whose weight is at least this one, vacant ones among them for 0.
    @inline(__always)
    func slots(from weight: Float) -> UInt32 {
        covisit_at_least(memory + 64, Int32(bitPattern: weight.bitPattern))
    }

    @inline(__always)
    func set(_ slot: Int, _ neighbour: UInt32, weight: Float, inherited inheritance: Float) {
        neighbours[slot] = neighbour
        weights[slot] = weight
        inherited[slot] = inheritance
    }
}
