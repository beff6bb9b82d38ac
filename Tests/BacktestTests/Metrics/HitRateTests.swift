import Backtest
import Testing

struct HitRateTests {
    @Test func `a hit rate counts predictions, not hits`() {
        let rate = score(
            HitRate(), at: 2, ([1, 2], [1, 2]), ([3, 1], [1]), ([3, 4, 1], [1]), ([], [1]))
        #expect(rate == 0.5)
    }

    @Test func `a hit rate agrees with a search`() {
        expectAgreement(of: HitRate()) { random in
            let isHit = random.recommended.prefix(random.k).contains { item in
                random.relevant.contains(item)
            }
            return Contribution(sum: isHit ? 1 : 0, weight: 1)
        }
    }
}
