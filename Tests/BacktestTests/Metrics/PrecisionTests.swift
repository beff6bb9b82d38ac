import Backtest
import Testing

struct PrecisionTests {
    @Test func `places left empty are misses`() {
        // 2 of 4, 1 of 4 although the list has one item, 0 of 4.
        let precision = score(
            Precision(), at: 4, ([1, 2, 8, 9, 3], [1, 2, 3]), ([1], [1]), ([], [1]))
        #expect(precision == 0.25)
    }

    @Test func `the precision agrees with a count`() {
        expectAgreement(of: Precision()) { random in
            let hits = random.recommended.prefix(random.k).filter { random.relevant.contains($0) }
            return Contribution(sum: Double(hits.count) / Double(random.k), weight: 1)
        }
    }
}
