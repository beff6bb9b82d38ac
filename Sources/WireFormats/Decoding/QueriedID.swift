package import CovisitCore

/// An id that was written where no quotes tell integers and strings apart.
///
/// Digits may stand for an integer or for a string of digits: both are tried, the integer first.
package struct QueriedID: Sendable, Equatable {
    /// At least one, in the order in which they are to be tried.
    package let candidates: [ExternalID]
    /// Holds their strings.
    package let arena: [UInt8]

    /// nil for what no id can be: nothing, or more than `ExternalID.byteCountMax` bytes.
    package init?(_ text: String) {
        arena = Array(text.utf8)
        guard 1...ExternalID.byteCountMax ~= arena.count else { return nil }
        let string = ExternalID(stringAt: 0, byteCount: arena.count)
        let isDecimal =
            arena.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && (arena.count == 1 || arena[0] != UInt8(ascii: "0"))
        if isDecimal, let integer = Int64(text) {
            candidates = [ExternalID(integer: integer), string]
        } else {
            candidates = [string]
        }
    }
}
