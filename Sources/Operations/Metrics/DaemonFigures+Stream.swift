internal import CovisitCore
internal import StreamPipeline
internal import WireFormats

extension DaemonFigures {
    var streamFamilies: [MetricFamily] {
        [
            .info(
                "covisitd_build_info", "1, for the versions that run.",
                [
                    .init("version", status.version),
                    .init("librdkafka", status.librdkafkaVersion),
                ]),
            .gauge(
                "covisitd_ready", "1 while the daemon consumes, as /readyz says; 0 otherwise.",
                status.phase == .consuming ? 1 : 0),
            .counter(
                "covisitd_events_consumed_total", "Events taken into the state, by type.",
                by: "type",
                EventType.allCases.map { ("\($0)", pipeline.eventsByType[$0]) }),
            .counter(
                "covisitd_events_rejected_total", "Records that did not become events, by reason.",
                by: "reason", rejections),
            .counter(
                "covisitd_events_duplicate_total", "Events that their session held already.",
                status.duplicates),
            .counter(
                "covisitd_events_late_total", "Events older than the full tail of their session.",
                status.tooLate),
            .counter(
                "covisitd_records_repeated_total",
                "Records that came again although they were counted, and were left out.",
                pipeline.repeatedRecords),
            .counter(
                "covisitd_payload_bytes_total", "Size of the payloads read.",
                pipeline.payloadByteCount),
            .counter(
                "covisitd_dlq_messages_total",
                "Rejected records handed over for the dead-letter topic, by reason.",
                by: "reason", keepsDeadLetters ? rejections : rejections.map { ($0.0, 0) }),
            .counter(
                "covisitd_dlq_dropped_total",
                "Dead letters that the broker did not accept, and that are gone.",
                kafka.deadLettersDropped),
            .counter(
                "covisitd_recommendations_published_total",
                "Records of sessions' lists handed over to the producer.",
                status.recommendationsPublished),
            .counter(
                "covisitd_related_items_published_total",
                "Records of items' neighbours handed over to the producer.",
                status.relatedItemsPublished),
            .gauge(
                "covisitd_watermark_timestamp_seconds",
                "Highest event time taken into the state, seconds since 1970.",
                status.watermark.map { Double($0) / 1_000 }),
            .gauge(
                "covisitd_consumer_lag_records", "Records not yet consumed.", by: "partition",
                status.partitions.map { ("\($0.partition)", $0.lagRecords.map { Double($0) }) }),
            .gauge(
                "covisitd_consumer_lag_seconds",
                "How long catching up takes at the present rate; absent while nothing moves.",
                by: "partition",
                status.partitions.map { ("\($0.partition)", $0.lagSeconds) }),
        ]
    }

    /// Every reason has its series from the start, so that its first step is seen.
    private var rejections: [(String, Int)] {
        RejectReason.allCases.map { ($0.rawValue, pipeline.rejected[$0] ?? 0) }
    }

    var latencyFamilies: [MetricFamily] {
        [
            .histogram(
                "covisitd_event_to_publish_seconds",
                "From an event's ts until all lists of its batch are handed to the producer; "
                    + "64 events of a batch at most, evenly spaced, stand for all.",
                pipeline.eventToPublishSeconds),
            .histogram(
                "covisitd_publish_acknowledge_seconds",
                "From the hand-over of a record to the broker's acknowledgement; the first of "
                    + "each round of reports.",
                kafka.acknowledgeSeconds),
            .counter("covisitd_batches_total", "Batches stepped.", pipeline.batches),
            .histogram(
                "covisitd_batch_seconds",
                "From a batch's arrival to the hand-over of its last record, waiting for room "
                    + "included.",
                pipeline.batchSeconds),
        ]
    }
}
