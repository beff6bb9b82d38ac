extension DaemonFigures {
    /// Names of librdkafka that have a series from the start, so that their first step is seen;
    /// others get theirs when they come.
    private static let produceErrors = [
        "_MSG_TIMED_OUT", "_TRANSPORT", "MSG_SIZE_TOO_LARGE", "NOT_ENOUGH_REPLICAS",
        "NOT_LEADER_FOR_PARTITION", "REQUEST_TIMED_OUT", "TOPIC_AUTHORIZATION_FAILED",
    ]
    private static let clientErrors = ["_ALL_BROKERS_DOWN", "_RESOLVE", "_TRANSPORT"]

    var kafkaFamilies: [MetricFamily] {
        [
            .gauge(
                "covisitd_partitions_assigned", "Partitions that this instance reads.",
                status.partitions.count),
            .counter(
                "covisitd_rebalances_total",
                "Decisions of the group: partitions given, taken, or lost before we knew.",
                by: "type",
                [
                    ("assigned", kafka.assignments), ("revoked", kafka.revocations),
                    ("lost", kafka.losses),
                ]),
            .counter(
                "covisitd_records_dropped_total",
                "Records that came for a partition not ours, or twice; nothing is lost.",
                kafka.droppedRecords),
            .counter(
                "covisitd_records_lost_total",
                "Records that the topic no longer had, where recovery says continue.",
                Int(clamping: kafka.lostRecords)),
            .gauge(
                "covisitd_consumer_queue_messages", "Records fetched that wait in librdkafka.",
                kafka.fetchQueueRecords),
            .gauge(
                "covisitd_producer_queue_messages",
                "Records that wait for the broker's acknowledgement.", kafka.queuedRecords),
            .gauge(
                "covisitd_producer_queue_bytes", "Their size, as of the last second.",
                kafka.queuedBytes),
            .counter(
                "covisitd_produce_delivered_total", "Records that the broker has acknowledged.",
                kafka.deliveredRecords),
            .counter(
                "covisitd_produce_retries_total", "Records that had to be produced again.",
                kafka.retriedRecords),
            .counter(
                "covisitd_produce_errors_total",
                "Records that came back undelivered, by librdkafka's name of the error.",
                by: "code", series(kafka.produceErrors, Self.produceErrors)),
            .counter(
                "covisitd_producers_replaced_total",
                "Times that a fatal error cost a producer, and another took over.",
                kafka.producersReplaced),
        ] + clientFamilies
    }

    private var clientFamilies: [MetricFamily] {
        let clients = [("consumer", kafka.consumer), ("producer", kafka.producer)]
        return [
            .gauge(
                "covisitd_rdkafka_connected", "1 while the client is connected to a broker.",
                by: "client", clients.map { ($0, $1.isConnected ? 1 : 0) }),
            .counter(
                "covisitd_rdkafka_sent_bytes_total", "Bytes sent to brokers.", by: "client",
                clients.map { ($0, $1.sentBytes) }),
            .counter(
                "covisitd_rdkafka_received_bytes_total", "Bytes received from brokers.",
                by: "client", clients.map { ($0, $1.receivedBytes) }),
            roundTrips(
                "covisitd_rdkafka_broker_rtt_seconds",
                "From a request to its answer, mean of the last second, by broker.",
                clients, \.roundTripSeconds),
            roundTrips(
                "covisitd_rdkafka_broker_rtt_p99_seconds",
                "The same, what 99 of 100 requests stay below.", clients, \.roundTripSecondsP99),
            MetricFamily(
                name: "covisitd_rdkafka_errors_total",
                help: "Errors that the client has met, by librdkafka's name; it mends most itself.",
                kind: .counter,
                series: clients.flatMap { name, client in
                    series(client.errors, Self.clientErrors).map { code, count in
                        MetricFamily.Series(
                            labels: [.init("client", name), .init("code", code)],
                            value: .number(Double(count)))
                    }
                }),
        ]
    }

    private func roundTrips(
        _ name: String, _ help: String, _ clients: [(String, KafkaFigures.Client)],
        _ value: (KafkaFigures.Broker) -> Double?
    ) -> MetricFamily {
        MetricFamily(
            name: name, help: help, kind: .gauge,
            series: clients.flatMap { client, figures in
                figures.brokers.compactMap { broker in
                    value(broker).map {
                        MetricFamily.Series(
                            labels: [
                                .init("client", client), .init("broker", "\(broker.nodeID)"),
                            ], value: .number($0))
                    }
                }
            })
    }

    private func series(_ counts: [String: Int], _ known: [String]) -> [(String, Int)] {
        Dictionary(known.map { ($0, 0) }) { first, _ in first }.merging(counts) { $1 }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
