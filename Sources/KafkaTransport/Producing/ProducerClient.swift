internal import CRdkafka

/// One librdkafka producer with its topics; it becomes useless after a fatal error.
///
/// Not thread-safe: belongs to one `KafkaProducer`.
final class ProducerClient {
    enum Admission {
        case taken
        /// No room until deliveries make some.
        case full
    }

    private let client: OpaquePointer
    private let inbox: DeliveryInbox
    private var topics: [String: OpaquePointer] = [:]

    init(_ settings: KafkaSettings, inbox: DeliveryInbox) throws {
        self.inbox = inbox
        client = try ClientConfiguration(.producer, settings).makeClient(reportingTo: inbox) {
            inbox.attachDeliveries(to: $0)
        }
    }

    /// Records and reports that librdkafka still holds.
    var outstandingCount: Int { Int(rd_kafka_outq_len(client)) }
    var fatalError: KafkaError? { KafkaTransport.fatalError(of: client) }

    /// Serves callbacks, waiting for the first one.
    func poll(milliseconds: Int32) {
        rd_kafka_poll(client, milliseconds)
    }

    /// Serves callbacks until everything is delivered or the time is over, without lingering.
    func flush(milliseconds: Int32) {
        rd_kafka_flush(client, milliseconds)
    }

    /// Gives up everything that is not delivered; the reports come at the next poll.
    func purge() {
        rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
    }

    /// Copies the bytes; nil is a null key or value.
    func produce(
        to topic: String, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        headers: DeadLetterHeaders?, sequence: Int
    ) throws -> Admission {
        let topic = try handle(of: topic)
        let tag = UnsafeMutableRawPointer(bitPattern: sequence)
        let error: rd_kafka_resp_err_t
        if let headers {
            error = headers.withCHeaders { headers in
                covisitd_produce_with_five_headers(
                    client, topic, start(of: key), key?.count ?? 0, start(of: value),
                    value?.count ?? 0, headers, tag)
            }
        } else {
            let result = rd_kafka_produce(
                topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
                UnsafeMutableRawPointer(mutating: start(of: value)), value?.count ?? 0,
                start(of: key), key?.count ?? 0, tag)
            error = result == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error()
        }
        switch error {
        case RD_KAFKA_RESP_ERR_NO_ERROR: return .taken
        case RD_KAFKA_RESP_ERR__QUEUE_FULL: return .full
        default:
            let name = String(cString: rd_kafka_topic_name(topic))
            throw KafkaError(
                error,
                "topic \"\(name)\" does not take a record: "
                    + String(cString: rd_kafka_err2str(error)))
        }
    }

    /// Frees everything; what is not delivered is gone. A client that does not end in 5 s is left
    /// behind.
    func destroy() {
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
        topics = [:]
        _ = KafkaTransport.destroy(client, within: .seconds(5))
    }

    private func handle(of topic: String) throws -> OpaquePointer {
        if let handle = topics[topic] { return handle }
        guard let handle = rd_kafka_topic_new(client, topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), "topic \"\(topic)\" cannot be used")
        }
        topics[topic] = handle
        return handle
    }
}

/// The bytes' address: null for nil only, since a null pointer is a null key or value.
private func start(of bytes: UnsafeRawBufferPointer?) -> UnsafeRawPointer? {
    bytes.map { $0.baseAddress ?? UnsafeRawPointer(emptyBytes.utf8Start) }
}

private let emptyBytes: StaticString = ""
