/// Draws how often a session is in a resample: Poisson with mean 1, to within 2^-32.
///
/// By inversion of 32 random bits. Their first eight nearly always settle the number; only where
/// they do not are the bounds gone through.
struct PoissonDraws: Sendable {
    /// exp(-1).
    private static let probabilityOfNone = 0.367_879_441_171_442_33
    /// A number this high has a probability below 2^-32.
    private static let drawMax = 12
    private static let isUnsettled: UInt8 = .max

    /// For each number the first 32 bits that are above it.
    private let bounds: [UInt32]
    /// By the first eight bits.
    private let settled: [UInt8]

    init() {
        var bounds: [UInt32] = []
        var probability = Self.probabilityOfNone
        var cumulated = 0.0
        for number in 0..<Self.drawMax {
            cumulated += probability
            bounds.append(UInt32((cumulated * 0x1p32).rounded()))
            probability /= Double(number + 1)
        }
        self.bounds = bounds
        settled = (0..<UInt32(256)).map { first in
            let lowest = Self.search(bounds, first << 24)
            let highest = Self.search(bounds, first << 24 | 0xff_ffff)
            return lowest == highest ? UInt8(lowest) : Self.isUnsettled
        }
    }

    /// The number that 32 random bits stand for.
    @inline(__always)
    func draw(_ bits: UInt32) -> Double {
        let number = settled[Int(bits >> 24)]
        return number == Self.isUnsettled
            ? Double(Self.search(bounds, bits)) : Double(number)
    }

    private static func search(_ bounds: [UInt32], _ bits: UInt32) -> Int {
        bounds.firstIndex { bits < $0 } ?? drawMax
    }
}
