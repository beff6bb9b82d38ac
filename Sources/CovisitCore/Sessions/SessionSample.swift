/// A share of all sessions: the same ones in every process, by a hash of their ids.
package struct SessionSample: Sendable, Equatable {
    package static let none = SessionSample(share: 0)
    package static let all = SessionSample(share: 1)

    /// Of the 2^32 values that the lower half of a hash has; shards go by the upper half.
    private let boundary: UInt64

    /// `share` is 0 to 1.
    package init(share: Double) {
        precondition((0...1).contains(share), "a share is 0 to 1")
        boundary = UInt64((share * 0x1p32).rounded())
    }

    /// Whether the session whose id has this hash is one of them.
    @inline(__always)
    func contains(hash: UInt64) -> Bool {
        UInt64(UInt32(truncatingIfNeeded: hash)) < boundary
    }
}
