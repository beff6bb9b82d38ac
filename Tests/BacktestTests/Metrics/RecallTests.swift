import Backtest
import Testing

struct RecallTests {
    @Test func `recall is a ratio of sums`() {
        // Hits 1 of min(3, 1) and 1 of min(3, 4): 2 / 4. The mean of the ratios is 2 / 3.
        let recall = score(Recall(), at: 3, ([8, 1, 9], [1]), ([2, 8, 9], [2, 3, 4, 5]))
        #expect(recall == 0.5)
    }

    @Test func `recall counts hits within the cut-off only`() {
        #expect(score(Recall(), at: 2, ([8, 9, 1], [1])) == 0)
        #expect(score(Recall(), at: 3, ([8, 9, 1], [1])) == 1)
    }

    @Test func `recall of an empty list counts its relevant items`() {
        let prediction = Prediction(recommended: [], relevant: Array(0..<30))
        #expect(
            Recall().contribution(of: prediction, at: 20) == Contribution(sum: 0, weight: 20))
    }

    @Test func `recall agrees with the intersection of sets`() {
        expectAgreement(of: Recall()) { random in
            let hits = Set(random.recommended.prefix(random.k)).intersection(random.relevant)
            let possible = min(random.k, Set(random.relevant).count)
            return Contribution(sum: Double(hits.count), weight: Double(possible))
        }
    }
}
