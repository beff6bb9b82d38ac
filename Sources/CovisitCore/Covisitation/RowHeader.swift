/// What is known of a row besides its slots; one for each item and matrix.
struct RowHeader: BitwiseCopyable {
    /// Size class in the upper four bits, block in the others; `BlockPool.none`: no row yet.
    private var place = BlockPool.none

    /// Four bits hold it.
    static let largestClass = 15
    /// Updates so far; every draw of the admission depends on it.
    var updates: UInt32 = 0
    /// All weight that ever arrived, in the scale of the epoch.
    var total: Float = 0
    var epoch: UInt32 = 0
    /// No more than the weight of the last of the row's candidates, as of when they were read
    /// last: weights grow, so that the next read need not look at lighter ones. No part of the
    /// state.
    var floor: Float = 0

    var isEmpty: Bool { place == BlockPool.none }
    /// A row of class c has 16 << c slots.
    @inline(__always)
    var sizeClass: Int { Int(place >> 28) }
    @inline(__always)
    var block: UInt32 { place & 0x0fff_ffff }

    mutating func settle(class sizeClass: Int, block: UInt32) {
        place = UInt32(sizeClass) << 28 | block
    }
}
