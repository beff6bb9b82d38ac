/// What an item shard does in phase 2, in the order of the events: learn a pair, or read a row.
struct RowOperation: BitwiseCopyable, Sendable {
    var timestamp: Int64
    var row: UInt32
    /// The neighbour of a pair, or where on the `ReadBoard` a read goes.
    var neighbour: UInt32
    var weight: Float
    var matrix: UInt8
    var isRead: Bool

    init(_ delta: PairDelta) {
        timestamp = delta.timestamp
        row = delta.row
        neighbour = delta.neighbour
        weight = delta.weight
        matrix = delta.matrix
        isRead = false
    }

    init(_ read: RowRead, at place: UInt32) {
        timestamp = 0
        row = read.row
        neighbour = place
        weight = 0
        matrix = read.matrix
        isRead = true
    }
}

/// What was read from rows: written in phase 2 by item shards, read in phase 3 by session shards.
///
/// `@unchecked Sendable`: each place is written by exactly one item shard, the one that owns the
/// row, and read only after the barrier that ends the phase. No lock could make that safer, and
/// an array a place would cost an allocation for each row that is read.
final class ReadBoard: @unchecked Sendable {
    private let stride: Int
    private let neighbours: UnsafeMutablePointer<UInt32>
    private let counts: UnsafeMutablePointer<UInt16>

    /// Room for `count` reads of at most `length` neighbours each.
    init(count: Int, length: Int) {
        stride = length
        neighbours = .allocate(capacity: max(1, count * length))
        counts = .allocate(capacity: max(1, count))
    }

    deinit {
        neighbours.deallocate()
        counts.deallocate()
    }

    func write(_ top: [RowEntry], at place: Int) {
        counts[place] = UInt16(top.count)
        for (index, entry) in top.enumerated() {
            neighbours[place * stride + index] = entry.neighbour
        }
    }

    func neighbours(at place: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: neighbours + place * stride, count: Int(counts[place]))
    }
}
