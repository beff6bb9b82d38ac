import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// What `/metrics` of a running daemon says.
    @Suite(.timeLimit(.minutes(2)))
    struct MetricsTests {
        /// Clicks of fifty sessions.
        private static func events(_ count: Int) -> [(key: [UInt8]?, value: [UInt8])] {
            (0..<count).map { index in
                let session = "\(index % 50)"
                return (Array(session.utf8), Array(BadInput.event(session: session).utf8))
            }
        }

        @Test func `they are what the daemon did, and Prometheus accepts them`() async throws {
            try await Broker.run(partitions: 2) { broker in
                let state = ["snapshots.directory=\(broker.folder("state"))"]
                try await Daemon.run(at: broker, settings: state) { daemon in
                    try await broker.produce(Self.events(300))
                    try await broker.produce([(Array("1".utf8), Array("no event".utf8))])
                    try await daemon.hasTaken(301)
                    let metrics = try await eventually("the newest figures", within: 20) {
                        let metrics = try daemon.metrics()
                        // The engine and librdkafka tell once a second, a snapshot takes its time.
                        let late = [
                            "covisitd_state_sessions", "covisitd_snapshots_written_total",
                            "covisitd_rdkafka_sent_bytes_total{client=\"producer\"}",
                        ]
                        return late.allSatisfy { metrics.values[$0] ?? 0 > 0 } ? metrics : nil
                    }
                    try Self.check(metrics)
                    if Promtool.isInstalled {
                        let words = try await Promtool.run(
                            ["check", "metrics"], input: metrics.text)
                        #expect(words == "")
                    }
                }
            }
        }

        private static func check(_ metrics: MetricsAnswer) throws {
            func value(_ series: String) -> Double? { metrics.values[series] }
            #expect(value("covisitd_ready") == 1)
            #expect(value("covisitd_events_consumed_total{type=\"clicks\"}") == 300)
            #expect(value("covisitd_events_consumed_total{type=\"orders\"}") == 0)
            #expect(value("covisitd_events_rejected_total{reason=\"malformed\"}") == 1)
            #expect(value("covisitd_dlq_messages_total{reason=\"malformed\"}") == 1)
            #expect(value("covisitd_event_to_publish_seconds_count") == 300)
            #expect(value("covisitd_consumer_lag_records{partition=\"0\"}") == 0)
            #expect(value("covisitd_consumer_lag_records{partition=\"1\"}") == 0)
            #expect(value("covisitd_partitions_assigned") == 2)
            #expect(value("covisitd_state_sessions") == 50)
            #expect(value("covisitd_notices_total{notice=\"daemon_started\"}") == 1)
            #expect(value("covisitd_notices_total{notice=\"snapshot_written\"}") ?? 0 > 0)
            #expect(value("covisitd_metric_series_refused_total") == 0)
            #expect(value("covisitd_snapshot_bytes") ?? 0 > 0)
            #expect(value("covisitd_snapshot_pause_seconds_count") ?? 0 > 0)
            #expect(value("covisitd_rdkafka_connected{client=\"consumer\"}") == 1)
            #expect(value("covisitd_publish_acknowledge_seconds_count") ?? 0 > 0)
            let published = try #require(value("covisitd_recommendations_published_total"))
            #expect(value("covisitd_produce_delivered_total") ?? 0 >= published)

            #expect(value("process_resident_memory_bytes") ?? 0 > 1e6)
            #expect(value("process_cpu_seconds_total") ?? 0 > 0)
            #expect(value("process_open_fds") ?? 0 > 5)
            #expect(value("process_threads") ?? 0 > 2)
            #expect(value("covisitd_memory_limit_bytes") ?? 0 > 1e8)
            let start = try #require(value("process_start_time_seconds"))
            #expect(abs(Date.now.timeIntervalSince1970 - start) < 120)
        }

        @Test func `no total ever goes back, even when the daemon begins again`() async throws {
            try await Broker.run { broker in
                let settings = [
                    "snapshots.directory=\(broker.folder("state"))", "snapshots.interval=200ms",
                    "recovery.topic_recreated=restart", "recovery.offset_past_end=restart",
                ]
                try await Daemon.run(at: broker, settings: settings) { daemon in
                    try await broker.produce(Self.events(200))
                    try await daemon.hasTaken(200)
                    let before = try daemon.metrics()
                    try await broker.restartEmpty()
                    try await broker.produce(Self.events(20))
                    let after = try await eventually("events after beginning again", within: 60) {
                        // While it begins again nobody listens.
                        let metrics = try? daemon.metrics()
                        let series = "covisitd_events_consumed_total{type=\"clicks\"}"
                        return metrics.flatMap { $0.values[series] ?? 0 >= 220 ? $0 : nil }
                    }
                    #expect(
                        after.values["covisitd_events_consumed_total{type=\"clicks\"}"] == 220)
                    for (series, total) in before.totals {
                        #expect(after.values[series] ?? -1 >= total, "\(series)")
                    }
                }
            }
        }
    }
}
