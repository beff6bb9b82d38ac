internal import CRdkafka
internal import StreamPipeline
package import WireFormats

/// Reads a whole topic and then what comes, without a group: for the demo and for tests.
package actor KafkaTailReader {
    private let executor = ThreadExecutor()
    private let topic: String
    private let client: ConsumerClient
    private var isAssigned = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameter settings: how to reach the cluster; its topics are not used.
    package init(settings: KafkaSettings, topic: String) throws {
        self.topic = topic
        var configuration = ClientConfiguration(withoutGroup: settings)
        configuration.set("fetch.wait.max.ms", "10")
        client = try ConsumerClient(configuration, batchRecordsMax: 1_000)
    }

    /// The next records, waiting up to `timeout` for the first one.
    package func read(waiting timeout: Duration) async throws -> [TopicRecord] {
        if !isAssigned { try assign() }
        return client.withRecords(idle: timeout, linger: .milliseconds(5)) { messages in
            messages.compactMap { message in
                guard let message, message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    return nil
                }
                return TopicRecord(copying: message)
            }
        }
    }

    package func close() async {
        _ = client.close(within: .seconds(5))
    }

    private func assign() throws {
        let count = try client.partitionCount(of: topic, within: .seconds(5))
        let offsets = (0..<Int32(count)).map { ($0, Int64(RD_KAFKA_OFFSET_BEGINNING)) }
        try client.assign(topic, Dictionary(offsets) { first, _ in first })
        isAssigned = true
    }
}
