/// One addition to one weight of one matrix: the message from a session to an item's row.
///
/// It names everything that the row needs, so that it can cross a network where there is more
/// than one machine.
package struct PairDelta: BitwiseCopyable, Sendable, Equatable {
    /// Event time of the newer of the two events, in milliseconds.
    package var timestamp: Int64
    /// The item whose row grows.
    package var row: UInt32
    package var neighbour: UInt32
    /// Not decayed.
    package var weight: Float
    /// Index of the matrix.
    package var matrix: UInt8

    package init(
        timestamp: Int64, row: UInt32, neighbour: UInt32, weight: Float, matrix: UInt8
    ) {
        self.timestamp = timestamp
        self.row = row
        self.neighbour = neighbour
        self.weight = weight
        self.matrix = matrix
    }
}
