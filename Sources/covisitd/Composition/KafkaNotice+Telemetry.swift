internal import Glibc
internal import KafkaTransport
internal import Logging
internal import Operations

extension KafkaNotice {
    /// What the operator is told of it.
    var telemetry: TelemetryEvent {
        switch self {
        case .clientLogged(let severity, let facility, let message):
            .kafkaClientLogged(severity: severity, facility: facility, detail: message)
        case .noticesSkipped(let count):
            .kafkaClientLogged(
                severity: Int(LOG_WARNING), facility: "SKIPPED",
                detail: "\(count) lines came faster than they could be taken")
        case .errorReported(let error):
            .kafkaErrorReported(name: error.name, detail: error.message, isFatal: error.isFatal)
        case .partitionsAssigned(let offsets): .sourceAssigned(offsets)
        case .partitionsRevoked(let partitions, let lost):
            .sourceRevoked(partitions, isLost: lost)
        case .commitFailed(let error): .commitFailed(name: error.name, detail: error.message)
        case .recoveryContinued(let problem, let topic):
            .kafkaErrorReported(
                name: problem.name, detail: problem.finding(in: topic), isFatal: false)
        case .deliveryRetried(let error):
            .deliveryRetried(name: error.name, detail: error.message)
        case .deadLetterDropped(let error):
            .deadLetterDropped(name: error.name, detail: error.message)
        case .producerReplaced(let error, let count):
            .producerReplaced(name: error.name, detail: error.message, records: count)
        case .closeAbandoned(let count): .closeAbandoned(undelivered: count)
        }
    }
}
