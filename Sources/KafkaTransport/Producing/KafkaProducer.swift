/// Publishes records and knows of each whether it was delivered.
///
/// Not thread-safe: it belongs to one actor, and waits only where its methods say so.
///
/// A record leaves in one of three ways: delivered; failed for good, which is thrown from the
/// next call and from every later one, so that its owner stops instead of losing it; or given up
/// because it is a dead letter that the broker does not accept, which is counted. After a fatal
/// error of the client, or one that another client may not meet, another client takes over
/// everything undelivered, in its order; should that one fail too before delivering anything, the
/// error is thrown.
final class KafkaProducer {
    private let settings: KafkaSettings
    private let inbox: DeliveryInbox
    private let notify: KafkaNoticeHandler
    private var client: ProducerClient
    /// Records that librdkafka gave back, to be published before anything new.
    private var backlog: [OutgoingRecord] = []
    private var failure: KafkaError?
    private var lastSequence = 0
    /// The record that cost us a producer last.
    private var lastCulprit: Int?
    private var counters = KafkaSinkStatus()
    private var isClosed = false

    init(_ settings: KafkaSettings, notify: @escaping KafkaNoticeHandler) throws {
        self.settings = settings
        self.notify = notify
        inbox = DeliveryInbox(deadLetterTopic: settings.deadLetterTopic)
        client = try ProducerClient(settings, inbox: inbox)
    }

    var status: KafkaSinkStatus {
        var status = counters
        status.deliveredCount = inbox.deliveredCount
        status.outstandingCount = isClosed ? 0 : client.outstandingCount + backlog.count
        status.failedCountByName = inbox.failedCountByName
        status.errorCountByName = inbox.errorCounts
        status.isConnected = inbox.isConnected
        status.statistics = inbox.statistics
        status.acknowledgeSeconds = inbox.acknowledgeSeconds
        return status
    }

    var isEverythingDelivered: Bool { client.outstandingCount == 0 && backlog.isEmpty }

    /// Whether every record up to the mark was delivered or, a dead letter, given up; as of the
    /// last `serve`.
    var isMarkDelivered: Bool { inbox.mark.countBefore == 0 }

    /// Moves the mark behind everything published so far.
    func mark() throws {
        if let failure { throw failure }
        inbox.mark.move(behind: lastSequence)
    }

    /// Takes a copy of a record; false when there is no room: then `serve` and try again.
    func publish(
        to topic: String, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        headers: DeadLetterHeaders? = nil
    ) throws -> Bool {
        if let failure { throw failure }
        guard backlog.isEmpty else { return false }
        let sequence = lastSequence + 1
        do {
            let admission = try client.produce(
                to: topic, key: key, value: value, headers: headers, sequence: sequence)
            guard admission == .taken else { return false }
        } catch let error as KafkaError {
            return try refuse(error, isDeadLetter: headers != nil)
        }
        lastSequence = sequence
        inbox.mark.publish()
        counters.publishedCount += 1
        return true
    }

    /// Takes delivery reports, waiting up to this long for the first one.
    func serve(milliseconds: Int32) throws {
        inbox.beginRound()
        client.poll(milliseconds: milliseconds)
        try settle()
    }

    /// Works on delivering everything for up to this long.
    func flush(milliseconds: Int32) throws {
        inbox.beginRound()
        client.flush(milliseconds: milliseconds)
        try settle()
    }

    /// Delivers what can be delivered in time and frees everything; returns how many records
    /// were given up.
    func close(within timeout: Duration) -> Int {
        let deadline = ContinuousClock.now + timeout
        while !isEverythingDelivered, failure == nil, ContinuousClock.now < deadline {
            try? flush(milliseconds: 100)
        }
        let undeliveredCount = backlog.count + client.outstandingCount
        if undeliveredCount > 0 {
            client.purge()
            client.poll(milliseconds: 0)
            notify(.closeAbandoned(undeliveredCount: undeliveredCount))
        }
        isClosed = true
        client.destroy()
        inbox.takeNotices().forEach(notify)
        return undeliveredCount
    }
}

// MARK: - What becomes of records that were not delivered

extension KafkaProducer {
    /// A record that librdkafka did not even queue.
    private func refuse(_ error: KafkaError, isDeadLetter: Bool) throws -> Bool {
        if client.fatalError != nil {
            try settle()
            return false
        }
        if isDeadLetter, error.concernsRecordOnly {
            drop(error)
            return true
        }
        failure = error
        throw error
    }

    private func settle() throws {
        inbox.takeNotices().forEach(notify)
        if let error = client.fatalError {
            try replaceClient(because: error)
        } else if let (sequence, error) = inbox.producerFailure {
            try replaceClient(because: error, of: sequence)
        }
        for (record, error) in inbox.takeFailures() { sort(record, error) }
        if let failure { throw failure }
        try drainBacklog()
    }

    private func sort(_ record: OutgoingRecord, _ error: KafkaError) {
        if record.deadLetterHeaders != nil, error.concernsRecordOnly {
            inbox.mark.settle(record.sequence)
            drop(error)
        } else if error.isRetriable {
            counters.retriedCount += 1
            backlog.append(record)
            notify(.deliveryRetried(error))
        } else {
            failure = failure ?? error
        }
    }

    private func drop(_ error: KafkaError) {
        counters.deadLettersDroppedCount += 1
        notify(.deadLetterDropped(error))
    }

    private func drainBacklog() throws {
        guard !backlog.isEmpty else { return }
        backlog.sort { $0.sequence < $1.sequence }
        var takenCount = 0
        defer { backlog.removeFirst(takenCount) }
        for record in backlog {
            guard try publishAgain(record) == .taken else { return }
            takenCount += 1
        }
    }

    private func publishAgain(_ record: OutgoingRecord) throws -> ProducerClient.Admission {
        do {
            return try withOptionalBytes(record.key) { key in
                try withOptionalBytes(record.value) { value in
                    try client.produce(
                        to: record.topic, key: key, value: value,
                        headers: record.deadLetterHeaders, sequence: record.sequence)
                }
            }
        } catch let error as KafkaError where client.fatalError == nil {
            failure = error
            throw error
        } catch is KafkaError {
            // The record stays in the backlog until the next client.
            return .full
        }
    }

    /// - Parameter sequence: of the record that gave rise to it; not a second time.
    private func replaceClient(because error: KafkaError, of sequence: Int? = nil) throws {
        let isRepeated = sequence != nil && sequence == lastCulprit
        lastCulprit = sequence
        guard !isRepeated, inbox.deliveredSinceReplaced || counters.replacedCount == 0 else {
            failure = error
            throw error
        }
        client.purge()
        let deadline = ContinuousClock.now + .seconds(30)
        while client.outstandingCount > 0 {
            guard ContinuousClock.now < deadline else {
                failure = error
                throw error
            }
            client.poll(milliseconds: 100)
        }
        backlog += inbox.takeFailures().map(\.record)
        client.destroy()
        client = try ProducerClient(settings, inbox: inbox)
        inbox.beginNewProducer()
        counters.replacedCount += 1
        notify(.producerReplaced(error, recordCount: backlog.count))
    }
}

extension KafkaError {
    /// The record itself is refused; another one may pass.
    var concernsRecordOnly: Bool {
        ["MSG_SIZE_TOO_LARGE", "INVALID_MSG_SIZE", "INVALID_RECORD", "INVALID_MSG"].contains(name)
    }

    /// Neither the record nor the topic is to blame: a damaged batch, a broker's hiccup, or the
    /// broker's idea of who this producer is. librdkafka 2.0.2 gives such records back at once.
    var concernsProducer: Bool {
        [
            "UNKNOWN", "INVALID_MSG", "NOT_CONTROLLER", "LISTENER_NOT_FOUND", "INVALID_REQUEST",
            "INVALID_PRODUCER_EPOCH", "INVALID_PRODUCER_ID_MAPPING", "PRODUCER_FENCED",
        ].contains(name)
    }
}

/// The bytes of an optional array, valid during the call.
func withOptionalBytes<Result>(
    _ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) throws -> Result
) rethrows -> Result {
    guard let bytes else { return try body(nil) }
    return try bytes.withUnsafeBytes { try body($0) }
}
