/// What was read from rows: written in phase 2 by item shards, read in phase 3 by session shards.
///
/// `@unchecked Sendable`: each place is written by exactly one item shard, the one that owns the
/// row, and read only after the barrier that ends the phase. No lock could make that safer, and
/// an array a place would cost an allocation for each row that is read.
final class ReadBoard: @unchecked Sendable {
    private let stride: Int
    private let neighbours: UnsafeMutablePointer<UInt32>
    private let counts: UnsafeMutablePointer<UInt16>
    /// nil where nobody asks for them.
    private let weights: UnsafeMutablePointer<Float>?

    /// Room for `count` reads of at most `length` neighbours each.
    init(count: Int, length: Int, hasWeights: Bool = false) {
        weights = hasWeights ? .allocate(capacity: max(1, count * length)) : nil
        stride = length
        neighbours = .allocate(capacity: max(1, count * length))
        counts = .allocate(capacity: max(1, count))
    }

    /// What a read takes on a board.
    static func byteCount(length: Int, hasWeights: Bool) -> Int {
        length * MemoryLayout<UInt32>.stride * (hasWeights ? 2 : 1) + MemoryLayout<UInt16>.stride
    }

    var hasWeights: Bool { weights != nil }

    deinit {
        neighbours.deallocate()
        counts.deallocate()
        weights?.deallocate()
    }

    /// `scale` decays stored weights to the present.
    func write(_ top: borrowing RowTop, at place: Int, scale: Float) {
        counts[place] = UInt16(top.count)
        for index in 0..<top.count {
            neighbours[place * stride + index] = top[index].neighbour
        }
        guard let weights else { return }
        for index in 0..<top.count {
            weights[place * stride + index] = top[index].weight * scale
        }
    }

    func neighbours(at place: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: neighbours + place * stride, count: Int(counts[place]))
    }

    /// Beside `neighbours(at:)`; empty where there are none.
    func weights(at place: Int) -> UnsafeBufferPointer<Float> {
        guard let weights else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: weights + place * stride, count: Int(counts[place]))
    }
}
