internal import CRdkafka

/// Something that went wrong between us and the cluster, and what to do about it.
package struct KafkaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// librdkafka's number: negative for its own findings, positive for the broker's.
    package let code: Int32
    /// librdkafka's name of it, e.g. `TOPIC_AUTHORIZATION_FAILED`: fit for a metric's label.
    package let name: String
    /// Trying again later may help.
    package let isRetriable: Bool
    /// The client instance that reported it is of no more use.
    package let isFatal: Bool
    /// What happened and what to do.
    package let message: String

    package var description: String { "\(message) (\(name))" }
}

extension KafkaError {
    /// - Parameter detail: what was going on, or librdkafka's own words; its description of
    ///   the code if left out.
    init(_ code: rd_kafka_resp_err_t, _ detail: String? = nil, isFatal: Bool = false) {
        let detail = detail ?? String(cString: rd_kafka_err2str(code))
        let advice = advice(for: code)
        self.init(
            code: code.rawValue, name: String(cString: rd_kafka_err2name(code)),
            isRetriable: !isFatal && retriableCodes.contains(code.rawValue),
            isFatal: isFatal || code == RD_KAFKA_RESP_ERR__FATAL,
            message: advice.map { "\(detail): \($0)" } ?? detail)
    }
}

extension KafkaError {
    /// - Parameter detail: librdkafka's words, which begin with the broker.
    init(_ problem: TLSProblem, detail: String) {
        let broker = detail.prefix(
            upTo: detail.firstRange(of: ": ")?.lowerBound ?? detail.startIndex)
        self.init(
            code: RD_KAFKA_RESP_ERR__SSL.rawValue,
            name: String(cString: rd_kafka_err2name(RD_KAFKA_RESP_ERR__SSL)),
            isRetriable: false, isFatal: false,
            message: broker.isEmpty ? problem.message : "\(broker): \(problem.message)")
    }

    var isUnknownTopic: Bool {
        code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC.rawValue
            || code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART.rawValue
    }

    /// The same, where trying again may help.
    var passing: KafkaError {
        KafkaError(code: code, name: name, isRetriable: true, isFatal: isFatal, message: message)
    }
}

/// Conditions that pass, or that the operator ends without touching us.
private let retriableCodes: Set<Int32> = Set(
    [
        RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
        RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__TIMED_OUT,
        RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
        RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__WAIT_CACHE,
        RD_KAFKA_RESP_ERR__IN_PROGRESS,
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
        RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
        RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
        RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
    ].map(\.rawValue))

private func advice(for code: rd_kafka_resp_err_t) -> String? {
    switch code {
    case RD_KAFKA_RESP_ERR__RESOLVE:
        "check the host names in kafka.bootstrap_servers and the name service"
    case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        "check that the brokers run and that their ports can be reached from here"
    case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        "check sasl.mechanism, sasl.username and sasl.password in kafka.properties"
    case RD_KAFKA_RESP_ERR__SSL:
        "check the ssl.* entries in kafka.properties and security.protocol"
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        "create the topic, or correct its name in the configuration"
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        "give this principal access to the topic"
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        "give this principal access to the consumer group"
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        "give this principal IdempotentWrite on the cluster"
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
        "another process runs with the same kafka.group_instance_id; stop one of the two"
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        "raise max.message.bytes of the topic"
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RD_KAFKA_RESP_ERR_INVALID_RECORD:
        "the broker refuses the record; a compacted topic needs keys"
    case RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER:
        "the broker has lost records that it had acknowledged; check its disks and replicas"
    default:
        nil
    }
}
