/// A 64-bit digest of state: equal states have equal digests, in any process, in any build.
///
/// Order matters. Not a defence against somebody who wants two states to look alike.
package struct StateDigest: Sendable, Equatable {
    package private(set) var value: UInt64 = 0

    package init() {}

    @inline(__always)
    package mutating func add(_ word: UInt64) {
        value = mix((value &* 3) ^ word)
    }
}
