import CovisitCore
import Backtest
import Testing

import func Glibc.log

struct NoveltyTests {
    @Test func `rare items have more bits`() {
        // Of 16 events item 0 has 8 (1 bit), item 1 has 4 (2 bits), item 2 none (5 bits).
        let metric = Novelty(facts: ItemFacts(trainingCounts: [8, 4, 0, 4]))
        #expect(score(metric, at: 20, ([0], [9])) == 1)
        #expect(score(metric, at: 20, ([0, 1], [9])) == 1.5)
        #expect(isClose(score(metric, at: 20, ([0, 1, 2], [9])), 8.0 / 3))
        #expect(score(metric, at: 2, ([0, 1, 2], [9])) == 1.5)
        // A number beyond the end was never seen either.
        #expect(score(metric, at: 20, ([4], [9])) == 5)
    }

    @Test func `an empty list is left out`() {
        let metric = Novelty(facts: ItemFacts(trainingCounts: [8, 4, 0, 4]))
        #expect(score(metric, at: 20, ([0], [9]), ([], [9])) == 1)
        #expect(score(metric, at: 20, ([], [9])) == nil)
        #expect(score(Novelty(facts: ItemFacts()), at: 20, ([1], [1])) == nil)
    }

    @Test func `the novelty agrees with the logarithm of every share`() {
        var random = SeededGenerator(seed: 2)
        let counts = (0..<90).map { _ in UInt32(random.next() % 3 * (random.next() % 1_000)) }
        let total = counts.map(Double.init).reduce(0, +)
        expectAgreement(of: Novelty(facts: ItemFacts(trainingCounts: counts))) { random in
            let bits = random.recommended.prefix(random.k).map { item in
                let count = counts.indices.contains(Int(item)) ? counts[Int(item)] : 0
                return -log((count == 0 ? 0.5 : Double(count)) / total) / log(2)
            }
            if bits.isEmpty { return .zero }
            return Contribution(sum: bits.reduce(0, +) / Double(bits.count), weight: 1)
        }
    }
}
