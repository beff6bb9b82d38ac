import KafkaTransport

/// What became of the records while a request failed.
enum Outcome: Equatable, Sendable {
    /// Everything arrived, once and in order.
    case recovered
    /// Everything was taken for delivered, and is not there.
    case accepted
    /// The error came out, by name.
    case thrown(String, isRetriable: Bool, isFatal: Bool)
    /// Neither, in time.
    case stuck(String)

    init(_ error: any Error) {
        switch error {
        case let error as KafkaError:
            self = .thrown(error.name, isRetriable: error.isRetriable, isFatal: error.isFatal)
        case let error as RecoveryError:
            self = .thrown(error.problem.name, isRetriable: false, isFatal: false)
        default: self = .stuck("\(error)")
        }
    }
}
