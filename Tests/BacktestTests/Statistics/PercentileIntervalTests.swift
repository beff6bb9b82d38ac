import Testing

@testable import Backtest

struct PercentileIntervalTests {
    @Test func `percentiles lie between values in proportion`() {
        let hundred = (0...100).reversed().map(Double.init)
        let interval = PercentileInterval(ofMiddle: 0.95, of: hundred)
        #expect(isClose(interval?.lower, 2.5))
        #expect(isClose(interval?.upper, 97.5))
        // numpy.percentile([1, 2, 4], [2.5, 97.5])
        let three = PercentileInterval(ofMiddle: 0.95, of: [4, 1, 2])
        #expect(isClose(three?.lower, 1.05))
        #expect(isClose(three?.upper, 3.9))
    }

    @Test func `a single value is its own interval, none has none`() {
        #expect(
            PercentileInterval(ofMiddle: 0.95, of: [3]) == PercentileInterval(lower: 3, upper: 3))
        #expect(PercentileInterval(ofMiddle: 0.95, of: []) == nil)
    }

    @Test func `the ends belong to the interval`() {
        let interval = PercentileInterval(lower: -1, upper: 2)
        #expect(interval.contains(-1) && interval.contains(2) && interval.contains(0))
        #expect(!interval.contains(-1.001) && !interval.contains(2.001))
    }
}
