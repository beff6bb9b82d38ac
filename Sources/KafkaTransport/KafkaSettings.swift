/// Where reading begins in a topic when no snapshot says it.
package enum StartPolicy: Sendable, Equatable {
    case earliest
    case latest
    /// The first record at or after this time, milliseconds since 1970.
    case time(Int64)
}

/// How to reach the cluster and which topics to use.
package struct KafkaSettings: Sendable, Equatable {
    /// `host:port`, separated by commas.
    package var bootstrapServers = "127.0.0.1:9092"
    package var groupID = "covisitd"
    /// Static membership: a restarted instance gets its partitions back at once.
    package var groupInstanceID: String?
    package var start: StartPolicy = .earliest
    package var recovery = RecoveryPolicies()

    package var eventsTopic = "events"
    package var recommendationsTopic = "recommendations"
    package var relatedItemsTopic = "related-items"
    /// nil: rejected records are counted, and written nowhere.
    package var deadLetterTopic: String? = "events-dead-letter"

    /// Bytes that may wait in librdkafka's queues, input and output together.
    package var queueByteCountMax = 64 << 20
    /// Most records of a batch.
    package var batchEventsMax = 4_096
    /// How long a batch may wait for more records, in milliseconds.
    package var batchLingerMilliseconds = 0
    /// Any librdkafka property, passed on as it is; applied last.
    package var properties: [String: String] = [:]

    package init() {}
}
