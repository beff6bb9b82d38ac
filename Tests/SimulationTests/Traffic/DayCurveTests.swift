import Simulation
import Testing

struct DayCurveTests {
    /// Chi-square of the sessions that begin in each hour of the day, against these shares.
    private func distance(_ shape: TrafficShape, _ rates: [Double]) -> Double {
        var counts = [Int](repeating: 0, count: 24)
        var newest: Int64 = -1
        for visit in TrafficTests.visits(shape, 200_000) where visit.session > newest {
            newest = visit.session
            counts[Int(visit.timestamp / 3_600_000 % 24)] += 1
        }
        let total = Double(counts.reduce(0, +))
        return zip(counts, rates).reduce(0) { sum, hour in
            let expected = total * hour.1 / 24
            return sum + (Double(hour.0) - expected) * (Double(hour.0) - expected) / expected
        }
    }

    @Test func `sessions begin as the curve says`() throws {
        var shape = TrafficShape()
        // Close to twenty days.
        shape.meanGapMilliseconds = 8_640
        shape.dayCurve = 0.6
        let curve = try #require(DayCurve(swing: 0.6))
        // One in a thousand is above 49.7, with 23 degrees of freedom.
        #expect(distance(shape, curve.rates) < 49.7)
        #expect(distance(shape, Array(repeating: 1, count: 24)) > 500)
        shape.dayCurve = 0
        #expect(distance(shape, Array(repeating: 1, count: 24)) < 49.7)
    }

    @Test func `the mean is 1, noon's opposite is night`() throws {
        let rates = try #require(DayCurve(swing: 0.9)).rates
        #expect(abs(rates.reduce(0, +) - 24) < 1e-9)
        #expect(rates[17] == 1.9)
        #expect(abs(rates[5] - 0.1) < 1e-9)
        #expect(DayCurve(swing: 0) == nil)
    }
}
