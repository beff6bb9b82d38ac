internal import CRdkafka

/// One librdkafka consumer: the calls that the source needs, in Swift's types.
///
/// Not thread-safe: belongs to one actor. `close` must be called; without it the client stays in
/// its group until the process ends.
///
/// Only the batch call of the one consumer queue takes records, one call at a time, and nothing
/// here pauses or resumes partitions: librdkafka 2.0.2 skips offsets when these are mixed.
final class ConsumerClient {
    let inbox: ConsumerInbox
    let client: OpaquePointer
    /// Records, rebalances, errors.
    let records: OpaquePointer
    /// Answers to commits.
    let answers: OpaquePointer
    /// Holds the records of one batch call.
    private let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private var fetchAlarm: FetchAlarm

    init(_ configuration: ClientConfiguration, batchRecordsMax: Int) throws {
        let inbox = ConsumerInbox()
        self.inbox = inbox
        fetchAlarm = FetchAlarm(configuration)
        client = try configuration.makeClient(reportingTo: inbox) {
            inbox.attachRebalances(to: $0)
        }
        rd_kafka_poll_set_consumer(client)
        guard let records = rd_kafka_queue_get_consumer(client),
            let answers = rd_kafka_queue_new(client)
        else {
            _ = destroy(client, within: .seconds(5))
            throw KafkaConfigurationError(
                property: "kafka.group_id", value: "", message: "must not be empty")
        }
        self.records = records
        self.answers = answers
        messages = .allocate(capacity: batchRecordsMax)
        messages.initialize(repeating: nil)
    }

    deinit {
        messages.deallocate()
    }

    /// Takes records, waiting up to `idle` for the first and up to `linger` for more; they live
    /// until `body` returns.
    func withRecords<Result>(
        idle: Duration, linger: Duration,
        _ body: (UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>) -> Result
    ) -> Result {
        var count = receive(upTo: 1, at: 0, within: idle)
        if count == 1, messages.count > 1 {
            count += receive(upTo: messages.count - 1, at: 1, within: linger)
        }
        if count > 0 { wakeFetchers() }
        let batch = UnsafeMutableBufferPointer(rebasing: messages[..<count])
        defer {
            for message in batch { rd_kafka_message_destroy(message) }
        }
        return body(batch)
    }

    /// To be called after records were taken from a queue.
    func wakeFetchers() {
        fetchAlarm.ring(client)
    }

    private func receive(upTo count: Int, at index: Int, within timeout: Duration) -> Int {
        // Waits for all of `count`: a waiting call must ask for little.
        let result = rd_kafka_consume_batch_queue(
            records, timeout.milliseconds, messages.baseAddress.map { $0 + index }, count)
        return max(0, result)
    }
}

extension ConsumerClient {
    var fatalError: KafkaError? { KafkaTransport.fatalError(of: client) }
    /// Records that wait in librdkafka.
    var queuedCount: Int { rd_kafka_queue_length(records) }

    func subscribe(to topic: String) throws {
        let topics = PartitionList(capacity: 1)
        topics.add(topic, -1, offset: 0)
        try check(rd_kafka_subscribe(client, topics.list), "cannot subscribe to \"\(topic)\"")
    }

    /// Reads these partitions from these offsets; replaces what was assigned before.
    func assign(_ topic: String, _ offsets: [Int32: Int64]) throws {
        let list = PartitionList(topic, offsets)
        try check(rd_kafka_assign(client, list.list), "cannot take over partitions of \"\(topic)\"")
    }

    /// Gives all partitions back.
    func unassign() throws {
        try check(rd_kafka_assign(client, nil), "cannot give partitions back")
    }

    /// Sends a commit; the answer comes from `takeCommitAnswer`.
    func commit(_ topic: String, _ offsets: [Int32: Int64]) throws {
        let list = PartitionList(topic, offsets)
        try check(
            rd_kafka_commit_queue(client, list.list, answers, nil, nil), "cannot commit offsets")
    }

    enum CommitAnswer {
        case committed
        case failed(KafkaError)
    }

    func takeCommitAnswer(within timeout: Duration) -> CommitAnswer? {
        guard let event = rd_kafka_queue_poll(answers, timeout.milliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_OFFSET_COMMIT else { return nil }
        let code = rd_kafka_event_error(event)
        if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__NO_OFFSET {
            return .committed
        }
        return .failed(KafkaError(code, "cannot commit offsets"))
    }

    func check(_ code: rd_kafka_resp_err_t, _ action: String) throws {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        throw KafkaError(code, "\(action): \(String(cString: rd_kafka_err2str(code)))")
    }
}
