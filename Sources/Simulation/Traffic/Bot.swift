internal import CovisitCore

/// A visitor that is none: thousands of clicks a second apart, over one item after another, or
/// over any. A function of the seed and the session's number.
struct Bot: Sendable {
    static let lengths = 1_000...5_000
    static let gapMilliseconds: Int64 = 1_000

    let length: Int
    let isSequential: Bool
    private let first: UInt64

    init?(_ shape: TrafficShape, session: Int64) {
        guard shape.botShare > 0 else { return nil }
        var random = SeededGenerator(
            seed: shape.seed, stream: TrafficStream.bots, UInt64(session))
        guard random.happens(shape.botShare) else { return nil }
        length = random.from(Self.lengths)
        isSequential = random.happens(0.5)
        first = random.next()
    }

    static func meanLength(_ shape: TrafficShape) -> Double {
        shape.botShare * Double(lengths.lowerBound + lengths.upperBound) / 2
    }

    /// The slot of the assortment that its n-th click falls on.
    func slot(_ number: Int, of slotCount: Int) -> Int {
        let draw =
            isSequential
            ? first % UInt64(slotCount) + UInt64(number) : mix(first &+ UInt64(number))
        return Int(draw % UInt64(slotCount))
    }
}
