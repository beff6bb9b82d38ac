internal import CoreMetrics
internal import StreamPipeline
internal import Synchronization

/// A total that only grows.
final class CounterCell: CounterHandler {
    private let total = Atomic<Int64>(0)

    var value: Double { Double(total.load(ordering: .relaxed)) }

    func increment(by amount: Int64) {
        if amount > 0 { total.wrappingAdd(amount, ordering: .relaxed) }
    }

    /// Not done: a reader takes a total that goes back for a new process.
    func reset() {}
}

/// A value that is set.
final class GaugeCell: RecorderHandler {
    private let newest = Mutex<Double?>(nil)

    /// nil before it was set.
    var value: Double? { newest.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { newest.withLock { $0 = value } }
}

/// Measurements in ranges; those of a timer come in nanoseconds and are kept in seconds.
final class HistogramCell: RecorderHandler, TimerHandler {
    private let measurements: Mutex<Histogram>

    init(_ ranges: Histogram) {
        measurements = Mutex(ranges)
    }

    var value: Histogram { measurements.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { measurements.withLock { $0.record(value) } }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}

/// One of the three, as its metric is described.
enum MetricCell {
    case counter(CounterCell)
    case gauge(GaugeCell)
    case histogram(HistogramCell)

    init(_ metric: MetricDescription) {
        switch metric.kind {
        case .counter: self = .counter(CounterCell())
        case .gauge: self = .gauge(GaugeCell())
        case .histogram: self = .histogram(HistogramCell(metric.ranges))
        }
    }

    /// nil before there is one.
    var value: MetricFamily.Value? {
        switch self {
        case .counter(let cell): .number(cell.value)
        case .gauge(let cell): cell.value.map { .number($0) }
        case .histogram(let cell): .histogram(cell.value)
        }
    }
}
