import CovisitCore
import Testing

@testable import Backtest

struct CalibrationTests {
    @Test func `items fall into the bin of their score, hits among them`() {
        var calibration = Calibration()
        calibration.add(
            Prediction(recommended: [1, 2, 3, 4], relevant: [2, 4]),
            scores: [2.5, 1.5, 1.5, 0.5], within: 20)
        let bins = calibration.bins
        #expect(bins.map(\.score) == [0.5, 1.5, 2.5])
        #expect(bins.map(\.items) == [1, 2, 1])
        #expect(bins.map(\.hits) == [1, 1, 0])
        #expect(bins.map(\.share) == [1, 0.5, 0])
    }

    @Test func `items behind the cut-off do not count`() {
        var calibration = Calibration()
        calibration.add(
            Prediction(recommended: [1, 2, 3], relevant: [3]), scores: [2, 1, 0.25], within: 2)
        #expect(calibration.bins.map(\.score) == [1, 2])
        #expect(calibration.bins.allSatisfy { $0.hits == 0 })
    }

    @Test(arguments: [(-1, 0), (0, 0), (0.0499, 0), (0.05, 1), (2.999, 59), (3, 59), (9, 59)])
    func `every score has a bin`(score: Float, bin: Int) {
        #expect(Calibration.bin(of: score) == bin)
    }

    @Test func `bins agree with a dictionary`() {
        var random = SeededGenerator(seed: 5)
        var calibration = Calibration()
        var expected: [Int: (items: Int, hits: Int)] = [:]
        for one in RandomPrediction.some.prefix(500) {
            let scores = one.recommended.map { _ in Float(random.uniform() * 3) }
            calibration.add(one.prediction, scores: scores, within: one.k)
            for (item, score) in zip(one.recommended, scores).prefix(one.k) {
                let bin = Int((score * 20).rounded(.down))
                expected[bin, default: (0, 0)].items += 1
                if one.relevant.contains(item) { expected[bin, default: (0, 0)].hits += 1 }
            }
        }
        for bin in 0..<Calibration.binCount {
            #expect(calibration.items[bin] == expected[bin]?.items ?? 0)
            #expect(calibration.hits[bin] == expected[bin]?.hits ?? 0)
        }
    }
}
