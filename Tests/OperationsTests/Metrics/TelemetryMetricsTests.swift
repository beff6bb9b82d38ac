import CoreMetrics
import Logging
import Testing

@testable import Operations

struct TelemetryMetricsTests {
    private func lines(_ body: () -> Void) -> [Substring] {
        let registry = MetricsRegistry()
        withMetricsFactory(registry, body)
        return MetricsPage(registry).text(DaemonFigures()).split(separator: "\n")
    }

    @Test func `every event is counted under its name`() {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let lines = lines {
            for event in TelemetryEventTests.samples { logger.report(event) }
            logger.report(.snapshotFailed(detail: "x"))
        }
        for event in TelemetryEventTests.samples {
            let count = event.entry.name == "snapshot_failed" ? 2 : 1
            let line = "covisitd_notices_total{notice=\"\(event.entry.name)\"} \(count)"
            #expect(lines.contains(Substring(line)))
        }
        #expect(lines.contains("covisitd_restore_duration_seconds 0.5"))
        #expect(lines.contains("covisitd_metric_series_refused_total 0"))
    }

    @Test func `lines of the log are counted by level, and so are those left out`() {
        let clock = ManualClock()
        let writer = LogWriter(
            .info, LogStyle(isJSON: false), now: clock.now, output: { _, _, _ in true })
        let lines = lines {
            for _ in 0..<8 { writer.write(.warning, "again", [:]) }
            writer.write(.info, "once", [:])
        }
        #expect(lines.contains("covisitd_log_messages_total{level=\"warning\"} 5"))
        #expect(lines.contains("covisitd_log_messages_total{level=\"info\"} 1"))
        #expect(lines.contains("covisitd_log_messages_suppressed_total 3"))
    }
}
