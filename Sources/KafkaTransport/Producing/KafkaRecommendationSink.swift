package import StreamPipeline
internal import WireFormats

/// Publishes to Kafka topics, with an idempotent producer.
///
/// `publish` returns when librdkafka has room for everything, which is the back-pressure: its
/// queue holds `KafkaSettings.queueByteCountMax / 2` bytes, and while the brokers are away it
/// waits, for as long as that takes, unless its task is cancelled. A record that can never be
/// delivered is thrown as a `KafkaError`, by the call that learns of it and by all later ones.
/// Call one method at a time, except `status`.
package actor KafkaRecommendationSink: RecommendationSink {
    private let executor = ThreadExecutor()
    private let settings: KafkaSettings
    private let daemonVersion: String
    private let producer: KafkaProducer
    private let onWait: @Sendable () -> Void
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameters:
    ///   - daemonVersion: goes into every dead letter.
    ///   - onWait: called about every 100 ms while `publish` or `flush` waits for the brokers: a
    ///     sign of life, since their absence is no hang of ours.
    package init(
        settings: KafkaSettings, daemonVersion: String,
        notify: @escaping KafkaNoticeHandler = { _ in },
        onWait: @escaping @Sendable () -> Void = {}
    ) throws {
        self.settings = settings
        self.daemonVersion = daemonVersion
        self.onWait = onWait
        producer = try KafkaProducer(settings, notify: notify)
    }

    package func publish(_ records: EncodedRecords) async throws {
        let topic = settings.topic(of: records.kind)
        var publishedCount = 0
        while true {
            publishedCount += try publish(records, from: publishedCount, to: topic)
            if publishedCount == records.records.count { break }
            try await waitForRoom()
        }
        try producer.serve(milliseconds: 0)
    }

    package func publish(rejected records: [RejectedRecord], from source: String) async throws {
        guard let topic = settings.deadLetterTopic else { return }
        for record in records {
            while try !publish(record, from: source, to: topic) { try await waitForRoom() }
        }
        try producer.serve(milliseconds: 0)
    }

    package func flush() async throws {
        while !producer.isEverythingDelivered {
            try Task.checkCancellation()
            onWait()
            try producer.flush(milliseconds: 100)
            await Task.yield()
        }
        // Reports may have come with the last records.
        try producer.serve(milliseconds: 0)
    }

    package func mark() async throws {
        try producer.mark()
    }

    package func isMarkDelivered() async throws -> Bool {
        try producer.serve(milliseconds: 0)
        return producer.isMarkDelivered
    }

    package func close() async {
        await close(within: .seconds(10))
    }

    /// As `close()`, with a deadline of its own.
    package func close(within timeout: Duration) async {
        if isClosed { return }
        isClosed = true
        _ = producer.close(within: timeout)
    }

    /// Answered between two steps of a waiting `publish` or `flush`: within 100 ms.
    package func status() async -> KafkaSinkStatus {
        if !isClosed { try? producer.serve(milliseconds: 0) }
        return producer.status
    }
}

extension KafkaRecommendationSink {
    /// Publishes from this record on; returns how many were taken before the room ended.
    private func publish(
        _ records: EncodedRecords, from first: Int, to topic: String
    ) throws -> Int {
        try records.bytes.withUnsafeBytes { bytes in
            for index in first..<records.records.count {
                let record = records.records[index]
                let isTaken = try producer.publish(
                    to: topic, key: UnsafeRawBufferPointer(rebasing: bytes[record.keyRange]),
                    value: UnsafeRawBufferPointer(rebasing: bytes[record.valueRange]))
                if !isTaken { return index - first }
            }
            return records.records.count - first
        }
    }

    private func publish(
        _ record: RejectedRecord, from source: String, to topic: String
    ) throws -> Bool {
        let headers = DeadLetterHeaders(
            topic: source, partition: record.position.partition, offset: record.position.offset,
            reason: record.reason.rawValue, daemonVersion: daemonVersion)
        return try withOptionalBytes(record.key) { key in
            try withOptionalBytes(record.payload) { payload in
                try producer.publish(to: topic, key: key, value: payload, headers: headers)
            }
        }
    }

    /// Waits for a delivery, and lets others ask for the status.
    private func waitForRoom() async throws {
        try Task.checkCancellation()
        onWait()
        try producer.serve(milliseconds: 100)
        await Task.yield()
    }
}

extension KafkaSettings {
    fileprivate func topic(of kind: OutputKind) -> String {
        switch kind {
        case .recommendations: recommendationsTopic
        case .relatedItems: relatedItemsTopic
        }
    }
}
