import Backtest
import Testing

struct OTTOScoreTests {
    /// (recommended, relevant) of each objective, in an example whose scores were computed by
    /// another program after the definition of the competition.
    private static let clicks: [([UInt32], [UInt32])] = [
        ([5, 6, 7], [5]), ([1, 2, 3], [9]), ([4, 2, 1], [2]),
    ]
    private static let carts: [([UInt32], [UInt32])] = [
        ([5, 6, 7], [5, 6]), ([1, 8, 3], [7, 8, 9]),
    ]
    private static let orders: [([UInt32], [UInt32])] = [([5, 6, 7], [6])]

    private func recall(_ predictions: [([UInt32], [UInt32])]) -> Contribution {
        predictions.map { recommended, relevant in
            Recall().contribution(
                of: Prediction(recommended: recommended, relevant: relevant), at: 20)
        }.reduce(.zero, +)
    }

    @Test func `the total is weighted by objective`() {
        // 0.1 · 2/3 + 0.3 · 3/5 + 0.6 · 1/1
        let recalls = [recall(Self.clicks), recall(Self.carts), recall(Self.orders)]
        #expect(isClose(OTTOScore.total(recalls), 0.846_666_666_666_666_7))
    }

    @Test func `an objective without any truth is left out`() {
        // (0.1 · 2/3 + 0.3 · 3/5) / 0.4
        let recalls = [recall(Self.clicks), recall(Self.carts), .zero]
        #expect(isClose(OTTOScore.total(recalls), 0.616_666_666_666_666_7))
        #expect(OTTOScore.total([.zero, .zero, recall(Self.orders)]) == 1)
        #expect(OTTOScore.total([.zero, .zero, .zero]) == nil)
    }

    @Test func `an objective that is always missed counts`() {
        let missed = Contribution(sum: 0, weight: 5)
        let all = Contribution(sum: 5, weight: 5)
        #expect(isClose(OTTOScore.total([missed, all, all]), 0.9))
        #expect(isClose(OTTOScore.total([all, all, missed]), 0.4))
    }
}
