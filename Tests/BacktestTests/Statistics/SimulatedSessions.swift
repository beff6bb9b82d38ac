import CovisitCore
internal import Backtest

/// Sessions of two configurations whose true recalls are known: 0.40 and 0.45.
///
/// A session has 1 to 5 relevant items and its own difficulty, which both configurations share;
/// what the first hits, the second mostly hits as well.
struct SimulatedSessions {
    var a: [Contribution] = []
    var b: [Contribution] = []

    static let trueScoreOfA = 0.4
    static let trueDifference = 0.05

    init(count: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<count {
            let relevant = 1 + Int(random.next() % 5)
            let ease = random.next() % 2 == 0 ? 0.2 : 0.6
            var hitsOfA = 0.0
            var hitsOfB = 0.0
            for _ in 0..<relevant {
                let isHit = random.uniform() < ease
                if isHit { hitsOfA += 1 }
                // Of the hits 9/10 stay; of the misses enough are won that 0.05 more are hit.
                let chance = isHit ? 0.9 : (0.1 * ease + Self.trueDifference) / (1 - ease)
                if random.uniform() < chance { hitsOfB += 1 }
            }
            a.append(Contribution(sum: hitsOfA, weight: Double(relevant)))
            b.append(Contribution(sum: hitsOfB, weight: Double(relevant)))
        }
    }
}

extension SeededGenerator {
    /// Uniform in 0..<1.
    mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
