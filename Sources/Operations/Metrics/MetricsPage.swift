internal import Synchronization

/// What `GET /metrics` answers: the figures of the daemon's parts, and what was counted through
/// swift-metrics.
///
/// One for the whole process, so that totals never go back. Any thread.
package final class MetricsPage: Sendable {
    /// Series of one metric, at most: a consumer may have thousands of partitions.
    package static let seriesCountMax = 4_096

    private struct Contents {
        var totals = RunningTotals()
        /// Series that were left out of some page.
        var refusedCount = 0
    }

    private let registry: MetricsRegistry
    private let contents = Mutex(Contents())

    package init(_ registry: MetricsRegistry) {
        self.registry = registry
    }

    /// The daemon begins again, and with it the counting of its parts.
    package func beginLife() {
        contents.withLock { $0.totals.beginLife() }
    }

    package func text(_ figures: DaemonFigures) -> String {
        var families = figures.families
        contents.withLock { contents in
            for index in families.indices {
                let excess = families[index].series.count - Self.seriesCountMax
                guard excess > 0 else { continue }
                families[index].series.removeLast(excess)
                contents.refusedCount += excess
            }
            families.append(
                .counter(
                    "covisitd_metric_series_refused_total",
                    "Series that were one too many, or of a metric that nobody has described.",
                    contents.refusedCount + registry.refusedCount))
            contents.totals.hold(&families)
        }
        var exposition = Exposition()
        for family in families + registry.families { exposition.write(family) }
        return exposition.text
    }
}
