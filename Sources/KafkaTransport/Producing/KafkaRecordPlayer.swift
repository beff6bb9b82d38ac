internal import StreamPipeline

/// Writes records into a topic as they are: for the demo and for tests.
package actor KafkaRecordPlayer {
    private let executor = ThreadExecutor()
    private let topic: String
    private let producer: KafkaProducer

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Plays into the events topic of these settings.
    package init(
        settings: KafkaSettings, notify: @escaping KafkaNoticeHandler = { _ in }
    ) throws {
        topic = settings.eventsTopic
        producer = try KafkaProducer(settings, notify: notify)
    }

    /// Takes over a record, waiting while there is no room; `flush` waits for the delivery.
    package func play(key: [UInt8]?, value: [UInt8]?) async throws {
        while try !publish(key: key, value: value) {
            try Task.checkCancellation()
            try producer.serve(milliseconds: 100)
            await Task.yield()
        }
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

    package func close() async {
        _ = producer.close(within: .seconds(10))
    }

    private func publish(key: [UInt8]?, value: [UInt8]?) throws -> Bool {
        try withOptionalBytes(key) { key in
            try withOptionalBytes(value) { value in
                try producer.publish(to: topic, key: key, value: value)
            }
        }
    }
}
