internal import CoreMetrics

extension TelemetryEvent {
    /// Counts it under its name, and notes what it has measured.
    func count() {
        Counter(label: "covisitd_notices_total", dimensions: [("notice", entry.name)]).increment()
        if case .stateRestored(_, _, _, let seconds) = self {
            Gauge(label: "covisitd_restore_duration_seconds").record(seconds)
        }
    }
}
