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

    /// Adds bytes, with their number, so that runs of bytes cannot be cut otherwise.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(mix(bytes))
    }

    /// Adds what has been written once it is long; the cut depends on what is written alone.
    @inline(__always)
    mutating func takeLong(_ writer: inout StateWriter) {
        if writer.count >= 65_536 { take(&writer) }
    }

    mutating func take(_ writer: inout StateWriter) {
        add(writer.bytes)
        writer.removeAll()
    }
}
