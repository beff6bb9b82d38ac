import Backtest
import Testing

struct BasketRecallTests {
    @Test func `every basket counts alike, and a short list cannot hold a large one`() {
        let metric = BasketRecall()
        #expect(isClose(score(metric, at: 2, ([1, 2, 3], [1, 2, 3, 4])), 0.5))
        #expect(isClose(score(metric, at: 2, ([1, 2], [1, 2, 3, 4]), ([9], [9])), 0.75))
        #expect(score(metric, at: 5, ([], [7])) == 0)
    }

    @Test func `the basket recall agrees with sets`() {
        expectAgreement(of: BasketRecall()) { random in
            let hits = Set(random.recommended.prefix(random.k)).intersection(random.relevant)
            return Contribution(
                sum: Double(hits.count) / Double(random.relevant.count), weight: 1)
        }
    }
}
