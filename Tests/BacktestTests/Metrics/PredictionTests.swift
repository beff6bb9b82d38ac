import Backtest
import Testing

struct PredictionTests {
    @Test func `hits are the places of relevant items`() {
        let prediction = Prediction(recommended: [4, 7, 9, 2], relevant: [2, 7, 100])
        #expect(Array(prediction.hits(within: 20)) == [1, 3])
        #expect(Array(prediction.hits(within: 3)) == [1])
        #expect(prediction.hits(within: 1).first == nil)
        #expect(prediction.relevantCount == 3)
    }

    @Test func `hits agree with a search for every place`() {
        for random in RandomPrediction.some {
            let relevant = Set(random.relevant)
            let expected = random.recommended.prefix(random.k).enumerated()
                .filter { relevant.contains($0.element) }.map(\.offset)
            let hits = random.prediction.hits(within: random.k)
            #expect(Array(hits) == expected, "\(random)")
            #expect(hits.count == expected.count, "\(random)")
            #expect(hits.first == expected.first, "\(random)")
            #expect((0..<128).filter(hits.contains) == expected, "\(random)")
        }
    }

    @Test func `a list may be a part of a longer array`() {
        let flat: [UInt32] = [1, 2, 3, 4, 5, 6]
        let prediction = Prediction(recommended: flat[2..<5], relevant: flat[4...])
        #expect(Array(prediction.recommended) == [3, 4, 5])
        #expect(Array(prediction.hits(within: 20)) == [2])
        let facts = ItemFacts(prices: [0, 1, 2, 3, 4, 5], trainingCounts: [0, 1, 2, 3, 4, 5])
        let money = MoneyPrecision(facts: facts).contribution(of: prediction, at: 20)
        #expect(isClose(money.score, 5.0 / 12))
        let popularity = RecommendedPopularity(facts: facts).contribution(of: prediction, at: 2)
        #expect(isClose(popularity.score, 3.5 / 5))
    }

    @Test func `the last place of the longest list can be a hit`() {
        let prediction = Prediction(recommended: Array(0..<128), relevant: [127])
        #expect(Array(prediction.hits(within: 128)) == [127])
        #expect(prediction.hits(within: 127).count == 0)
    }

    @Test func `no prediction is without a relevant item`() async {
        await #expect(processExitsWith: .failure) {
            _ = Prediction(recommended: [1], relevant: [])
        }
    }

    @Test func `no list is longer than its limit`() async {
        await #expect(processExitsWith: .failure) {
            _ = Prediction(recommended: Array(0..<129), relevant: [1])
        }
    }

    @Test(arguments: [0, 129]) func `no cut-off is outside its limits`(k: Int) async {
        await #expect(processExitsWith: .failure) { [k] in
            _ = Prediction(recommended: [1], relevant: [1]).hits(within: k)
        }
    }

    @Test func `metrics have names of their own`() {
        let facts = ItemFacts()
        let metrics: [any Metric] = [
            Recall(), HitRate(), MeanReciprocalRank(), NDCG(), MeanAveragePrecision(),
            Precision(), MoneyPrecision(facts: facts), Novelty(facts: facts),
            RecommendedPopularity(facts: facts),
        ]
        #expect(
            metrics.map(\.name) == [
                "recall", "hit_rate", "mrr", "ndcg", "map", "precision", "money_precision",
                "novelty", "popularity",
            ])
    }
}
