import Backtest
import Testing

import func Glibc.log

struct NDCGTests {
    @Test func `a hit gains less further down`() {
        // Hits at ranks 3 and 4 of four relevant: (1/2 + 1/log2 5) / (1 + 1/log2 3 + 1/2 + 1/log2 5)
        // = 0.930676558 / 2.561606312.
        let list: [UInt32] = [1, 2, 3, 4, 5, 6]
        let ndcg = score(NDCG(), at: 20, (list, [3, 55, 88, 4]))
        #expect(isClose(ndcg, 0.930_676_558_073_393_3 / 2.561_606_311_644_850_8))
    }

    @Test func `the best list has 1, whatever the cut-off`() {
        #expect(score(NDCG(), at: 2, ([1, 2, 9], [1, 2, 3, 4])) == 1)
        #expect(score(NDCG(), at: 3, ([1, 9, 8], [1])) == 1)
        #expect(score(NDCG(), at: 20, ([], [1])) == 0)
    }

    @Test func `the gain agrees with that of the list and of the sorted one`() {
        func gain(_ relevances: [Double]) -> Double {
            var sum = 0.0
            for (index, relevance) in relevances.enumerated() {
                sum += relevance / (log(Double(index) + 2) / log(2))
            }
            return sum
        }
        expectAgreement(of: NDCG()) { random in
            let flags = random.recommended.map { random.relevant.contains($0) ? 1.0 : 0.0 }
            // The best order of everything: relevant items first, those not recommended too.
            let best = Array(repeating: 1.0, count: random.relevant.count)
            let ideal = gain(Array(best.prefix(random.k)))
            return Contribution(sum: gain(Array(flags.prefix(random.k))) / ideal, weight: 1)
        }
    }
}
