internal import StreamPipeline
internal import CRdkafka

/// librdkafka's mock cluster: a Kafka broker inside this process, for `covisitd demo` and tests.
///
/// Others can connect to it while it runs. It keeps records in memory (5 MiB or 100,000 batches a
/// partition), knows no transactions, finds no offsets by time, and needs 3 s for the first
/// member of a group.
package actor EmbeddedBroker {
    /// `host:port` of all its brokers.
    package nonisolated let bootstrapServers: String

    private let executor = ThreadExecutor()
    private let owner: OpaquePointer
    private let cluster: OpaquePointer
    private let brokerCount: Int32
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    package init(brokerCount: Int = 1) throws {
        // A mock cluster hangs on a client, which needs no broker itself and must not complain
        // about that.
        let configuration = rd_kafka_conf_new()
        _ = errorText { rd_kafka_conf_set(configuration, "log_level", "0", $0, $1) }
        let client = errorText { rd_kafka_new(RD_KAFKA_PRODUCER, configuration, $0, $1) }
        guard let owner = client.result else {
            rd_kafka_conf_destroy(configuration)
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, client.string)
        }
        guard let cluster = rd_kafka_mock_cluster_new(owner, Int32(brokerCount)) else {
            rd_kafka_destroy(owner)
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, "cannot start the embedded broker")
        }
        self.owner = owner
        self.cluster = cluster
        self.brokerCount = Int32(brokerCount)
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    package func createTopic(_ name: String, partitionCount: Int) throws {
        try check(
            rd_kafka_mock_topic_create(cluster, name, Int32(partitionCount), brokerCount),
            "cannot create topic \"\(name)\"")
    }

    /// Ends the broker; clients that are still connected see it go down.
    package func close() {
        if isClosed { return }
        isClosed = true
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(owner)
    }
}

// MARK: - Faults

extension EmbeddedBroker {
    /// Requests that can be made to fail; the raw values are the protocol's.
    package enum Request: Int16, Sendable, CaseIterable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case offsetCommit = 8
        case offsetFetch = 9
        case findCoordinator = 10
        case joinGroup = 11
        case heartbeat = 12
        case syncGroup = 14
        case initProducerID = 22
    }

    /// Answers the next requests of a kind with these errors, one each, by their Kafka numbers.
    package func fail(_ request: Request, with codes: [Int16]) {
        let codes = codes.map { rd_kafka_resp_err_t(Int32($0)) }
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, codes.count, codes)
    }

    /// Answers all questions about a topic with this error, by its Kafka number; 0 ends that.
    package func fail(topic: String, with code: Int16) {
        if isClosed { return }
        rd_kafka_mock_topic_set_error(cluster, topic, rd_kafka_resp_err_t(Int32(code)))
    }

    /// Forgets failures that did not happen yet.
    package func clearFailures(of request: Request) {
        rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// Cuts all connections and accepts no more.
    package func goDown() throws {
        for broker in 1...brokerCount {
            try check(rd_kafka_mock_broker_set_down(cluster, broker), "cannot go down")
        }
    }

    package func comeUp() throws {
        for broker in 1...brokerCount {
            try check(rd_kafka_mock_broker_set_up(cluster, broker), "cannot come up")
        }
    }

    /// Answers this much later.
    package func delayAnswers(by delay: Duration) throws {
        for broker in 1...brokerCount {
            try check(
                rd_kafka_mock_broker_set_rtt(cluster, broker, delay.milliseconds),
                "cannot delay answers")
        }
    }

    private func check(_ code: rd_kafka_resp_err_t, _ action: String) throws {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code, action) }
    }
}
