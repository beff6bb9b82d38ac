import CovisitCore
import StreamPipeline
import Testing
import WireFormats

@testable import Operations

struct MetricsPageTests {
    private static var figures: DaemonFigures {
        var figures = DaemonFigures()
        figures.status = .sample
        figures.pipeline.rejected = [.malformed: 3]
        figures.keepsDeadLetters = true
        figures.kafka.produceErrors = ["_TRANSPORT": 2, "SOMETHING_NEW": 1]
        return figures
    }

    private func text(_ figures: DaemonFigures) -> String {
        MetricsPage(MetricsRegistry()).text(figures)
    }

    @Test func `every name is there once, with help and type`() {
        let lines = text(Self.figures).split(separator: "\n")
        let helps = lines.filter { $0.hasPrefix("# HELP ") }.map { $0.split(separator: " ")[2] }
        let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(helps.count > 60)
        #expect(helps == types)
        #expect(Set(helps).count == helps.count)
        #expect(helps.allSatisfy { $0.hasPrefix("covisitd_") || $0.hasPrefix("process_") })
        #expect(lines.allSatisfy { !$0.hasSuffix("NaN") && !$0.hasSuffix("nil") })
    }

    @Test(arguments: [
        "covisitd_build_info{version=\"0.1.0\",librdkafka=\"2.0.2\"} 1", "covisitd_ready 1",
        "covisitd_events_rejected_total{reason=\"malformed\"} 3",
        "covisitd_events_rejected_total{reason=\"too_new\"} 0",
        "covisitd_dlq_messages_total{reason=\"malformed\"} 3",
        "covisitd_consumer_lag_records{partition=\"3\"} 300",
        "covisitd_watermark_timestamp_seconds 1661724155.248",
        "covisitd_limit_max{limit=\"items\"} 1000000",
        "covisitd_limit_used{limit=\"items\"} 500000",
        "covisitd_evictions_total{kind=\"item_limit\"} 7",
        "covisitd_produce_errors_total{code=\"_TRANSPORT\"} 2",
        "covisitd_produce_errors_total{code=\"SOMETHING_NEW\"} 1",
        "covisitd_produce_errors_total{code=\"MSG_SIZE_TOO_LARGE\"} 0",
        "covisitd_metric_series_refused_total 0", "covisitd_log_messages_suppressed_total 0",
    ])
    func `a figure stands on the page`(line: String) {
        #expect(text(Self.figures).split(separator: "\n").contains(Substring(line)))
    }

    @Test func `no dead letters are counted where there is no topic for them`() {
        var figures = Self.figures
        figures.keepsDeadLetters = false
        #expect(text(figures).contains("covisitd_dlq_messages_total{reason=\"malformed\"} 0\n"))
    }

    @Test func `what is not known is left out`() {
        let page = text(DaemonFigures())
        #expect(!page.contains("\ncovisitd_watermark_timestamp_seconds "))
        #expect(!page.contains("\ncovisitd_snapshot_age_seconds "))
        #expect(!page.contains("\nprocess_start_time_seconds "))
    }

    @Test func `before the first snapshot its age is that of the process`() {
        var figures = Self.figures
        figures.status.snapshots = DaemonStatus.Snapshots()
        figures.snapshotIntervalSeconds = 60
        let page = text(figures)
        #expect(page.contains("\ncovisitd_snapshot_age_seconds 3600.5\n"))
        #expect(page.contains("\ncovisitd_snapshot_interval_seconds 60\n"))
        #expect(page.contains("\ncovisitd_limit_max{limit=\"journal_bytes\"} 0\n"))
    }

    @Test func `series that are too many are left out and counted`() {
        var figures = Self.figures
        let count = MetricsPage.seriesCountMax + 10
        figures.status.partitions = (0..<count).map {
            DaemonStatus.Partition(partition: Int32($0), nextOffset: 0, lagRecords: 1)
        }
        let lines = text(figures).split(separator: "\n")
        let lags = lines.filter { $0.hasPrefix("covisitd_consumer_lag_records{") }
        #expect(lags.count == MetricsPage.seriesCountMax)
        #expect(lines.contains("covisitd_metric_series_refused_total 10"))
    }

    @Test func `a page of a daemon that begins again goes on`() {
        let page = MetricsPage(MetricsRegistry())
        _ = page.text(Self.figures)
        page.beginLife()
        #expect(page.text(Self.figures).contains("{reason=\"malformed\"} 6\n"))
    }
}
