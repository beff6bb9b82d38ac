import CovisitCore
import Backtest
import Testing

struct MoneyPrecisionTests {
    @Test func `a hit counts as much as it costs`() {
        // The example of gb_recsys' course: items 0...4 cost 100, 90, 10, 450, 50.
        let metric = MoneyPrecision(facts: ItemFacts(prices: [100, 90, 10, 450, 50]))
        #expect(isClose(score(metric, at: 5, ([0, 1, 2, 3, 4], [1, 2, 77])), 100.0 / 700))
        #expect(isClose(score(metric, at: 3, ([0, 1, 2, 3, 4], [1, 2, 77])), 100.0 / 200))
        // Beside it a prediction without any hit: the mean is half of that.
        let two = score(metric, at: 3, ([0, 1, 2], [1, 2]), ([3, 4], [0]))
        #expect(isClose(two, 0.25))
    }

    @Test func `what costs nothing counts as 0`() {
        let metric = MoneyPrecision(facts: ItemFacts(prices: [0, 0]))
        #expect(score(metric, at: 5, ([0, 1], [0])) == 0)
        #expect(score(metric, at: 5, ([7, 8], [7])) == 0)
        #expect(score(metric, at: 5, ([], [7])) == 0)
    }

    @Test func `the money precision agrees with a sum over dictionaries`() {
        var random = SeededGenerator(seed: 1)
        // Items from 90 on have no price.
        let prices = (0..<90).map { _ in Double(random.next() % 4 * (random.next() % 5_000)) / 100 }
        var priceOf: [UInt32: Double] = [:]
        for (item, price) in prices.enumerated() { priceOf[UInt32(item)] = price }
        expectAgreement(of: MoneyPrecision(facts: ItemFacts(prices: prices))) { random in
            let list = random.recommended.prefix(random.k)
            let all = list.map { priceOf[$0] ?? 0 }.reduce(0, +)
            let hits = list.filter { random.relevant.contains($0) }
            let won = hits.map { priceOf[$0] ?? 0 }.reduce(0, +)
            return Contribution(sum: all == 0 ? 0 : won / all, weight: 1)
        }
    }
}
