internal import StreamPipeline

/// Sees to it that no total goes back while the process lives.
///
/// What is counted is asked for by several readers at once, so that an older answer may come
/// later; and where the daemon begins again with an empty state, its parts count from zero.
struct RunningTotals {
    private struct Total {
        /// Of the lives before this one.
        var earlier = 0.0
        var newest = 0.0

        mutating func take(_ value: Double) -> Double {
            newest = max(newest, value)
            return earlier + newest
        }
    }

    private var totals: [String: Total] = [:]
    /// Those of the lives before, and of this life the one with most measurements.
    private var histograms: [String: (earlier: Histogram, newest: Histogram)] = [:]

    /// Puts running totals in the place of what the parts have counted.
    mutating func hold(_ families: inout [MetricFamily]) {
        for index in families.indices where families[index].kind != .gauge {
            for place in families[index].series.indices {
                let series = families[index].series[place]
                let key = families[index].name + Exposition.braced(series.labels)
                families[index].series[place].value = hold(series.value, key)
            }
        }
    }

    /// The parts begin to count from zero: the daemon begins again.
    mutating func beginLife() {
        totals = totals.mapValues { Total(earlier: $0.earlier + $0.newest) }
        for (key, held) in histograms {
            var earlier = held.earlier
            earlier.add(held.newest)
            histograms[key] = (earlier, Histogram(bounds: earlier.bounds))
        }
    }

    private mutating func hold(_ value: MetricFamily.Value, _ key: String) -> MetricFamily.Value {
        switch value {
        case .number(let value):
            return .number(totals[key, default: Total()].take(value))
        case .histogram(let histogram):
            var held = histograms[key] ?? (Histogram(bounds: histogram.bounds), histogram)
            if histogram.count > held.newest.count { held.newest = histogram }
            histograms[key] = held
            held.newest.add(held.earlier)
            return .histogram(held.newest)
        }
    }
}
