/// 2 to the power `x`, to within two units in the last place, by arithmetic alone: the same bits
/// on every machine, which a C library does not promise. Clamped to the normal numbers.
package func powerOfTwo(_ x: Double) -> Double {
    let clamped = min(max(x, -1_022), 1_023)
    let whole = clamped.rounded(.toNearestOrEven)
    let y = (clamped - whole) * 0.693_147_180_559_945_3
    // exp(y) for |y| <= ln(2)/2, by its series to the 13th power (error below 1e-17).
    var sum = 1.0 / 6_227_020_800
    sum = sum * y + 1.0 / 479_001_600
    sum = sum * y + 1.0 / 39_916_800
    sum = sum * y + 1.0 / 3_628_800
    sum = sum * y + 1.0 / 362_880
    sum = sum * y + 1.0 / 40_320
    sum = sum * y + 1.0 / 5_040
    sum = sum * y + 1.0 / 720
    sum = sum * y + 1.0 / 120
    sum = sum * y + 1.0 / 24
    sum = sum * y + 1.0 / 6
    sum = sum * y + 0.5
    sum = sum * y + 1
    sum = sum * y + 1
    return sum * Double(bitPattern: UInt64(Int64(whole) + 1_023) << 52)
}

/// Exponential decay in event time that touches a counter only when it grows.
///
/// A weight that arrives at time t is stored multiplied by 2^((t − landmark)/halfLife), and read
/// divided by the same as of then: all weights shrink together without being written, and late
/// events count as they should (Cormode et al., "Forward decay", ICDE 2009). Landmarks are whole
/// epochs of 32 half-lives apart, so that moving on by an epoch multiplies by a power of two and
/// loses nothing.
package struct ForwardDecay: Sendable, Equatable, BitwiseCopyable {
    /// Milliseconds; 0: no decay.
    let halfLife: Int64
    private let epochLength: Int64
    private static let halfLivesPerEpoch: Int64 = 32

    package init(halfLifeMilliseconds: Int64?) {
        halfLife = halfLifeMilliseconds ?? 0
        epochLength = halfLife * Self.halfLivesPerEpoch
    }

    /// The epoch in which a weight that arrives at `timestamp` is stored.
    @inline(__always)
    func epoch(of timestamp: Int64) -> UInt32 {
        halfLife == 0 ? 0 : UInt32(clamping: timestamp / epochLength)
    }

    /// What a weight that arrives at `timestamp` is multiplied by when stored in `epoch`.
    package func growth(at timestamp: Int64, epoch: UInt32) -> Double {
        if halfLife == 0 { return 1 }
        return powerOfTwo(Double(timestamp - Int64(epoch) * epochLength) / Double(halfLife))
    }

    /// What stored weights are multiplied by to move them from `old` to a later epoch.
    func rescaling(from old: UInt32, to new: UInt32) -> Float {
        Float(powerOfTwo(-Double(Self.halfLivesPerEpoch) * Double(new - old)))
    }
}
