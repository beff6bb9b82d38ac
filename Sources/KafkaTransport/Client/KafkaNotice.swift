/// What the transport has to tell its operator while it works; errors that stop it are thrown.
package enum KafkaNotice: Sendable, Equatable {
    /// A line of librdkafka's own log; `severity` as in syslog, 0 to 7.
    case clientLogged(severity: Int, facility: String, message: String)
    /// So many notices, lines of librdkafka's log most likely, came faster than they were taken.
    case noticesSkipped(Int)
    /// A condition that librdkafka deals with by itself, e.g. a lost connection.
    case errorReported(KafkaError)

    /// Reading begins or goes on at these offsets.
    case partitionsAssigned([Int32: Int64])
    /// Partitions were given back; `lost` when they had been taken from us before.
    case partitionsRevoked([Int32], lost: Bool)
    case commitFailed(KafkaError)
    /// The topic does not go on where the state left off, and reading goes on as the policy says.
    case recoveryContinued(RecoveryProblem, topic: String)

    /// A record was not delivered and will be published again.
    case deliveryRetried(KafkaError)
    /// A dead letter that the broker does not accept was given up.
    case deadLetterDropped(KafkaError)
    /// The producer had become useless; another one took over its records.
    case producerReplaced(KafkaError, recordCount: Int)
    /// Closing took too long; this many records were not delivered.
    case closeAbandoned(undeliveredCount: Int)
}

/// Takes notices; called on the thread of the actor that has something to tell.
package typealias KafkaNoticeHandler = @Sendable (KafkaNotice) -> Void
