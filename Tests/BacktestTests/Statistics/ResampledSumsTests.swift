import CovisitCore
import Testing

@testable import Backtest

struct ResampledSumsTests {
    /// Whole numbers: their sums are exact in whatever order they are added.
    private func column(_ sessionCount: Int, seed: UInt64) -> [Contribution] {
        var random = SeededGenerator(seed: seed)
        return (0..<sessionCount).map { _ in
            Contribution(sum: Double(random.next() % 10), weight: Double(random.next() % 20))
        }
    }

    @Test(arguments: [0, 1, 2, 511, 512, 513, 1_300])
    func `sums agree with drawing session by session`(sessionCount: Int) {
        let columns = [1, 2, 3].map { column(sessionCount, seed: $0) }
        let sums = ResampledSums(of: columns, resamples: 20, seed: 99)
        let poisson = PoissonDraws()
        var seeds = SeededGenerator(seed: 99)
        for resample in 0..<20 {
            var random = SeededGenerator(seed: seeds.next())
            var expected = [Contribution.zero, .zero, .zero]
            var bits: UInt64 = 0
            for session in 0..<sessionCount {
                bits = session % 2 == 0 ? random.next() : bits >> 32
                let draw = Int(poisson.draw(UInt32(truncatingIfNeeded: bits)))
                for _ in 0..<draw {
                    for column in 0..<3 { expected[column] += columns[column][session] }
                }
            }
            #expect(sums.sums(ofResample: resample) == expected, "resample \(resample)")
        }
    }

    @Test func `resamples differ from one another and from those of another seed`() {
        let columns = [column(700, seed: 1)]
        let sums = ResampledSums(of: columns, resamples: 50, seed: 1)
        let others = ResampledSums(of: columns, resamples: 50, seed: 2)
        let all = (0..<50).flatMap { [sums.sums(ofResample: $0), others.sums(ofResample: $0)] }
        // That two of 100 agree in both sums by chance is unlikely, and settled by the seed.
        #expect(Set(all.map { "\($0)" }).count == 100)
    }
}
