package import CovisitCore
internal import StreamPipeline
internal import WireFormats

/// Writes records into a topic as they are: for the demo, for generated traffic, for tests.
package actor KafkaRecordPlayer {
    private let executor = ThreadExecutor()
    private let settings: KafkaSettings
    private let topic: String
    private let producer: KafkaProducer
    /// How long `play` has waited for room, which is the brokers' back-pressure.
    package private(set) var waited = Duration.zero

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Plays into the events topic of these settings.
    package init(
        settings: KafkaSettings, notify: @escaping KafkaNoticeHandler = { _ in }
    ) throws {
        self.settings = settings
        topic = settings.eventsTopic
        producer = try KafkaProducer(settings, notify: notify)
    }

    /// The number of partitions that the topic has.
    ///
    /// Throws where there is no such topic, or where no broker answers within 10 s: a producer
    /// would wait for both, as long as it takes.
    package func partitionCount() throws -> Int {
        try ConsumerClient.asking(ClientConfiguration(withoutGroup: settings)) {
            try $0.partitionCount(of: topic, within: .seconds(10))
        }
    }

    /// Takes over a record, waiting while there is no room; `flush` waits for the delivery.
    package func play(key: [UInt8]?, value: [UInt8]?) async throws {
        if try publish(key: key, value: value) { return }
        let start = ContinuousClock.now
        defer { waited += .now - start }
        repeat {
            try Task.checkCancellation()
            try producer.serve(milliseconds: 100)
            await Task.yield()
        } while try !publish(key: key, value: value)
    }

    /// Takes over events, in the default format and keyed by session; cancelled, the first ones.
    package func play(_ events: EventBatch) async throws {
        var (key, value): ([UInt8], [UInt8]) = ([], [])
        for event in events.events {
            key.removeAll(keepingCapacity: true)
            value.removeAll(keepingCapacity: true)
            EventEncoder.appendKey(of: event, arena: events.arena, to: &key)
            EventEncoder.append(event, arena: events.arena, to: &value)
            try await play(key: key, value: value)
        }
        try producer.serve(milliseconds: 0)
    }

    /// As above, for text.
    package func play(key: String, value: String) async throws {
        try await play(key: Array(key.utf8), value: Array(value.utf8))
    }

    package func flush() async throws {
        while !producer.isEverythingDelivered {
            try Task.checkCancellation()
            try producer.flush(milliseconds: 100)
            await Task.yield()
        }
    }

    package func status() -> KafkaSinkStatus { producer.status }

    package func close() async {
        _ = close(within: .seconds(10))
    }

    /// Delivers what can be delivered in time; returns how many records were given up.
    package func close(within timeout: Duration) -> Int {
        producer.close(within: timeout)
    }

    private func publish(key: [UInt8]?, value: [UInt8]?) throws -> Bool {
        try withOptionalBytes(key) { key in
            try withOptionalBytes(value) { value in
                try producer.publish(to: topic, key: key, value: value)
            }
        }
    }
}
