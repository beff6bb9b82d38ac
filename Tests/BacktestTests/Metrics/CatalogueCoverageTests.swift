import CovisitCore
import Backtest
import Testing

struct CatalogueCoverageTests {
    private func prediction(_ recommended: [UInt32]) -> Prediction {
        Prediction(recommended: recommended, relevant: [0])
    }

    @Test func `an item counts once, and within the cut-off only`() {
        var coverage = CatalogueCoverage(at: 2, catalogueCount: 8)
        coverage.add(prediction([1, 2, 3]))
        coverage.add(prediction([2, 5]))
        coverage.add(prediction([]))
        #expect(coverage.recommendedCount == 3)
        #expect(coverage.score == 0.375)
    }

    @Test func `an empty catalogue has no coverage`() {
        #expect(CatalogueCoverage(at: 20, catalogueCount: 0).score == nil)
        #expect(CatalogueCoverage(at: 20, catalogueCount: 4).score == 0)
    }

    @Test(arguments: [1, 5, 20, 128])
    func `coverage agrees with a set, in whatever parts it was counted`(k: Int) {
        var whole = CatalogueCoverage(at: k, catalogueCount: 1_000)
        var parts = Array(repeating: whole, count: 3)
        var items: Set<UInt32> = []
        var random = SeededGenerator(seed: UInt64(k))
        for _ in 0..<200 {
            // Numbers that leave gaps, and come high and low by turns.
            let list = (0..<20).map { UInt32(random.next() % 700) * 20 + $0 }
            whole.add(prediction(list))
            parts[Int(random.next() % 3)].add(prediction(list))
            items.formUnion(list.prefix(k))
        }
        #expect(whole.recommendedCount == items.count)
        #expect(whole.score == Double(items.count) / 1_000)
        for order in [[0, 1, 2], [2, 0, 1]] {
            var union = CatalogueCoverage(at: k, catalogueCount: 1_000)
            for part in order { union.formUnion(parts[part]) }
            #expect(union.score == whole.score)
        }
    }
}
