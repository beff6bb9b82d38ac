import CovisitCore
import Backtest
import Testing

struct RecommendedPopularityTests {
    @Test func `the most popular item has 1`() {
        let metric = RecommendedPopularity(facts: ItemFacts(trainingCounts: [10, 5, 0, 1]))
        #expect(score(metric, at: 20, ([0], [9])) == 1)
        // (10 + 5 + 0) / 3 of 10, and beside it an empty list, which counts.
        #expect(score(metric, at: 20, ([0, 1, 2], [9])) == 0.5)
        #expect(score(metric, at: 20, ([0, 1, 2], [9]), ([], [9])) == 0.25)
        #expect(score(metric, at: 1, ([1, 0], [9])) == 0.5)
        #expect(score(metric, at: 20, ([0, 77], [9])) == 0.5)
    }

    @Test func `without training nothing is popular`() {
        #expect(score(RecommendedPopularity(facts: ItemFacts()), at: 20, ([1], [1])) == 0)
    }

    @Test func `the popularity agrees with the mean of shares`() {
        var random = SeededGenerator(seed: 3)
        let counts = (0..<90).map { _ in UInt32(random.next() % 3 * (random.next() % 1_000)) }
        let highest = Double(counts.sorted()[counts.count - 1])
        let metric = RecommendedPopularity(facts: ItemFacts(trainingCounts: counts))
        expectAgreement(of: metric) { random in
            let shares = random.recommended.prefix(random.k).map { item in
                counts.indices.contains(Int(item)) ? Double(counts[Int(item)]) / highest : 0
            }
            let mean = shares.isEmpty ? 0 : shares.reduce(0, +) / Double(shares.count)
            return Contribution(sum: mean, weight: 1)
        }
    }
}
