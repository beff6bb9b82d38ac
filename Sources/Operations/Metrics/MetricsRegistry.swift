package import CoreMetrics
internal import StreamPipeline
internal import Synchronization

/// The daemon's backend of swift-metrics: `Counter(label:dimensions:)`, `Gauge`, `Recorder` and
/// `Timer` of described names end in it.
///
/// What is not described, or comes with other labels, or would be one series too many, is counted
/// in `refusedCount` and goes nowhere. Series stay until the process ends. Any thread.
package final class MetricsRegistry: MetricsFactory {
    /// Series of all metrics together, at most.
    package static let seriesCountMax = 2_048

    private struct Contents {
        /// By the name of their metric and what tells them apart.
        var cells: [String: [String: (labels: [MetricFamily.Label], cell: MetricCell)]] = [:]
        var seriesCount = 0
        var refusedCount = 0
    }

    private let descriptions: [MetricDescription]
    private let described: [String: MetricDescription]
    private let seriesCountMax: Int
    private let contents = Mutex(Contents())

    package init(
        _ descriptions: [MetricDescription] = MetricDescription.all,
        seriesCountMax: Int = MetricsRegistry.seriesCountMax
    ) {
        self.descriptions = descriptions
        described = Dictionary(descriptions.map { ($0.name, $0) }) { first, _ in first }
        self.seriesCountMax = seriesCountMax
        // A total without labels is 0 before anything happens, so that its first step is seen.
        for metric in descriptions where metric.kind == .counter && metric.labels.isEmpty {
            _ = cell(metric.name, [], .counter)
        }
    }

    /// Sends everything that is counted through swift-metrics from now on here; once in a process.
    package func bootstrap() {
        MetricsSystem.bootstrap(self)
    }

    /// Requests for a series that were refused.
    package var refusedCount: Int { contents.withLock(\.refusedCount) }

    /// Everything described, in its order.
    package var families: [MetricFamily] {
        let cells = contents.withLock(\.cells)
        return descriptions.map { metric in
            let entries = (cells[metric.name] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
            return MetricFamily(
                name: metric.name, help: metric.help, kind: metric.kind,
                series: entries.compactMap { labels, cell in
                    cell.value.map { MetricFamily.Series(labels: labels, value: $0) }
                })
        }
    }
}

// MARK: - What swift-metrics asks for

extension MetricsRegistry {
    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        if case .counter(let cell) = cell(label, dimensions, .counter) { return cell }
        return NOOPMetricsHandler.instance
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        switch cell(label, dimensions, aggregate ? .histogram : .gauge) {
        case .gauge(let cell): return cell
        case .histogram(let cell): return cell
        case .counter, nil: return NOOPMetricsHandler.instance
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        if case .histogram(let cell) = cell(label, dimensions, .histogram) { return cell }
        return NOOPMetricsHandler.instance
    }

    // A metric that is let go keeps its total: it may be asked for again.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// The series' cell; nil where it is refused.
    private func cell(
        _ name: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind
    ) -> MetricCell? {
        let labels = dimensions.map { MetricFamily.Label($0.0, $0.1) }
        let key = Exposition.braced(labels)
        return contents.withLock { contents in
            if let known = contents.cells[name]?[key], described[name]?.kind == kind {
                return known.cell
            }
            guard let metric = described[name], metric.kind == kind,
                metric.labels == labels.map(\.name), contents.seriesCount < seriesCountMax
            else {
                contents.refusedCount += 1
                return nil
            }
            let cell = MetricCell(metric)
            contents.cells[name, default: [:]][key] = (labels, cell)
            contents.seriesCount += 1
            return cell
        }
    }
}
