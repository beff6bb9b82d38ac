import Backtest
import Testing

struct MeanReciprocalRankTests {
    @Test func `only the first relevant item counts`() {
        // 1/2, 1/1, 0 (rank 4 is beyond the cut-off), 0: their mean is 3/8.
        let mrr = score(
            MeanReciprocalRank(), at: 3, ([9, 1, 2], [1, 2]), ([1, 2, 3], [1]),
            ([7, 8, 9, 1], [1]), ([], [1]))
        #expect(mrr == 0.375)
    }

    @Test func `the reciprocal rank agrees with a walk down the list`() {
        expectAgreement(of: MeanReciprocalRank()) { random in
            let relevant = Set(random.relevant)
            var rank = 1
            for item in random.recommended {
                if rank > random.k { break }
                if relevant.contains(item) { return Contribution(sum: 1 / Double(rank), weight: 1) }
                rank += 1
            }
            return Contribution(sum: 0, weight: 1)
        }
    }
}
