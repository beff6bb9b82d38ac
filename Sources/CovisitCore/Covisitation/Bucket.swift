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
        var bits: UInt16 = 0
        for slot in 0..<Self.slotCount {
            bits |= neighbours[slot] == Self.vacant ? 0 : 1 &<< UInt16(truncatingIfNeeded: slot)
        }
        return bits
    }

    /// A bit for each slot whose weight is inherited in part.
    @inline(__always)
    var heirs: UInt16 {
        var bits: UInt16 = 0
        for slot in 0..<Self.slotCount {
            bits |= inherited[slot] == 0 ? 0 : 1 &<< UInt16(truncatingIfNeeded: slot)
        }
        return bits
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
        let found =
            memory.load(as: SIMD16<UInt32>.self) .== SIMD16<UInt32>(repeating: neighbour)
        if !any(found) { return nil }
        var slot = 0
        while neighbours[slot] != neighbour { slot += 1 }
        return slot
    }

    /// The lightest slot; the first of them when several are.
    @inline(__always)
    func lightest() -> Int {
        let minimum = (memory + 64).load(as: SIMD16<Float>.self).min()
        var slot = 0
        while weights[slot] != minimum { slot += 1 }
        return slot
    }

    @inline(__always)
    var heaviestWeight: Float {
        (memory + 64).load(as: SIMD16<Float>.self).max()
    }

    @inline(__always)
    func set(_ slot: Int, _ neighbour: UInt32, weight: Float, inherited inheritance: Float) {
        neighbours[slot] = neighbour
        weights[slot] = weight
        inherited[slot] = inheritance
    }
}
