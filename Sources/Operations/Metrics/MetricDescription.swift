internal import StreamPipeline

/// A metric that code counts through swift-metrics, under its name, from anywhere in the process.
///
/// Only what is described may be counted: a library's metrics have neither help nor Prometheus'
/// names, and are left out. Labels are named here, and their values come from small fixed sets.
package struct MetricDescription: Sendable {
    var name: String
    var help: String
    var kind: MetricFamily.Kind
    var labels: [String] = []
    /// The ranges of a histogram.
    var ranges = Histogram.waits
}

extension MetricDescription {
    /// All of them. What a part of the daemon counts in its own status is in `DaemonFigures`.
    package static let all = [
        MetricDescription(
            name: "covisitd_notices_total",
            help: "What happened in the daemon, by the name that the log has in its field event.",
            kind: .counter, labels: ["notice"]),
        MetricDescription(
            name: "covisitd_log_messages_total", help: "Lines written to the log.",
            kind: .counter, labels: ["level"]),
        MetricDescription(
            name: "covisitd_log_messages_suppressed_total",
            help: "Lines left out because the same message came too often.", kind: .counter),
        MetricDescription(
            name: "covisitd_restore_duration_seconds",
            help: "What loading the newest snapshot took at the start.", kind: .gauge),
    ]
}
