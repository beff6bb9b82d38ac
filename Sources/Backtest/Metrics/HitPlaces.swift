/// The places of the relevant items in a list, best first; 0 is the top.
package struct HitPlaces: Sendable, Equatable, BitwiseCopyable, Sequence, IteratorProtocol {
    private var bits: UInt128

    init(bits: UInt128) {
        self.bits = bits
    }

    package var count: Int { bits.nonzeroBitCount }

    package var first: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }

    package func contains(_ place: Int) -> Bool { bits >> place & 1 != 0 }

    /// Those among the first `k` places, at most 128.
    func prefix(_ k: Int) -> HitPlaces {
        HitPlaces(bits: bits & (UInt128.max >> (UInt128.bitWidth - k)))
    }

    package mutating func next() -> Int? {
        guard let place = first else { return nil }
        bits &= bits - 1
        return place
    }
}
