/// A session's or an item's name as the shop knows it: an integer or a short string.
///
/// Sixteen bytes, so that an `Event` has a fixed size. An integer (0...Int64.max) is held in
/// `bits`; a string of 1...64 bytes is held in somebody's arena at the offset in `bits`, so it
/// has a meaning only together with that arena. Integer 1 and string "1" are two different ids.
package struct ExternalID: Sendable, Equatable, BitwiseCopyable {
    /// Longest string accepted, in UTF-8 bytes.
    package static let byteCountMax = 64

    package let bits: UInt64
    /// 0 for an integer, else the string's length in bytes.
    package let byteCount: UInt8

    package init(integer: Int64) {
        bits = UInt64(bitPattern: integer)
        byteCount = 0
    }

    package init(stringAt offset: Int, byteCount: Int) {
        bits = UInt64(offset)
        self.byteCount = UInt8(byteCount)
    }

    package var isInteger: Bool { byteCount == 0 }
    package var integer: Int64 { Int64(bitPattern: bits) }
    /// Where the string lies in its arena.
    package var range: Range<Int> { Int(bits)..<(Int(bits) + Int(byteCount)) }
}
