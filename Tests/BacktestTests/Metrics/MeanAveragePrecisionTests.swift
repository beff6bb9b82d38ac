import Backtest
import Testing

struct MeanAveragePrecisionTests {
    @Test func `each hit counts with the precision down to it`() {
        // Hits at ranks 1 and 3 of three relevant: (1/1 + 2/3) / 3 = 5/9; of an empty list 0.
        let map = score(MeanAveragePrecision(), at: 5, ([1, 9, 2, 8], [1, 2, 3]), ([], [1]))
        #expect(isClose(map, 5.0 / 18))
    }

    @Test func `the best list of k has 1`() {
        #expect(score(MeanAveragePrecision(), at: 2, ([1, 2, 9], [1, 2, 3, 4])) == 1)
    }

    @Test func `the average precision agrees with the precision at every hit`() {
        expectAgreement(of: MeanAveragePrecision()) { random in
            let relevant = Set(random.relevant)
            let list = Array(random.recommended.prefix(random.k))
            var sum = 0.0
            for rank in 1..<(list.count + 1) where relevant.contains(list[rank - 1]) {
                let hits = list[..<rank].filter { relevant.contains($0) }
                sum += Double(hits.count) / Double(rank)
            }
            let possible = min(random.k, random.relevant.count)
            return Contribution(sum: sum / Double(possible), weight: 1)
        }
    }
}
