/// Pseudo-random numbers from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood,
/// OOPSLA 2014). For traffic, simulations and statistics; the engine itself draws from `mix`.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        defer { state &+= 0x9e37_79b9_7f4a_7c15 }
        return mix(state)
    }

    /// Uniform in 0..<1.
    package mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
