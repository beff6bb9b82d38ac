/// The range between two percentiles of resampled values.
package struct PercentileInterval: Sendable, Equatable {
    package let lower: Double
    package let upper: Double

    package init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// The middle `share` of the values; `nil`: there are none.
    init?(ofMiddle share: Double, of values: [Double]) {
        if values.isEmpty { return nil }
        let sorted = values.sorted()
        lower = Self.quantile((1 - share) / 2, of: sorted)
        upper = Self.quantile((1 + share) / 2, of: sorted)
    }

    package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

    /// Between the two nearest values in proportion (type 7 of Hyndman and Fan, 1996, which is
    /// NumPy's and R's).
    private static func quantile(_ q: Double, of sorted: [Double]) -> Double {
        let place = Double(sorted.count - 1) * q
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
}
