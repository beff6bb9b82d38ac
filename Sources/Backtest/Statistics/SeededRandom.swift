internal import CovisitCore

/// Pseudo-random numbers from a seed, the same on every machine.
///
/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014, with Stafford's variant 13 constants).
package struct SeededRandom: Sendable, BitwiseCopyable, RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        defer { state &+= 0x9e37_79b9_7f4a_7c15 }
        return mix(state)
    }
}
