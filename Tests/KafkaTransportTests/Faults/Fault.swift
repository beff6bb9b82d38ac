import Glibc
import Testing

/// One row of the matrix: which request fails, how, and how often.
struct Fault: Sendable, CustomTestStringConvertible {
    enum Place: String, Sendable, CaseIterable {
        case fetch, listOffsets, metadataAtStart, metadataLater
        case findCoordinator, joinGroup, syncGroup, heartbeat, offsetCommit
        case produce, metadataOfOutput, initProducerID
    }

    let place: Place
    let code: Int16
    let count: Int

    var codes: [Int16] { Array(repeating: code, count: count) }
    var testDescription: String { "\(place) \(Self.names[code] ?? "") ×\(count)" }
}

extension Fault {
    /// The daily codes; with `COVISITD_SOAK=1` all of them, once and three times.
    static let matrix: [Fault] = Place.allCases.flatMap { place in
        (isSoak ? names.keys.sorted() : daily).flatMap { code in
            (isSoak ? [1, 3] : [1]).map { Fault(place: place, code: code, count: $0) }
        }
    }

    private static var isSoak: Bool { getenv("COVISITD_SOAK") != nil }

    private static let daily: [Int16] = [
        -1, 1, 2, 3, 5, 6, 7, 8, 9, 13, 14, 15, 16, 19, 22, 25, 27, 29, 30, 31, 35, 45, 47, 56, 74,
        78, 82, 89,
    ]

    static let names: [Int16: String] = [
        -1: "UNKNOWN", 1: "OFFSET_OUT_OF_RANGE", 2: "INVALID_MSG", 3: "UNKNOWN_TOPIC_OR_PART",
        4: "INVALID_MSG_SIZE", 5: "LEADER_NOT_AVAILABLE", 6: "NOT_LEADER_FOR_PARTITION",
        7: "REQUEST_TIMED_OUT", 8: "BROKER_NOT_AVAILABLE", 9: "REPLICA_NOT_AVAILABLE",
        10: "MSG_SIZE_TOO_LARGE", 13: "NETWORK_EXCEPTION", 14: "COORDINATOR_LOAD_IN_PROGRESS",
        15: "COORDINATOR_NOT_AVAILABLE", 16: "NOT_COORDINATOR", 17: "TOPIC_EXCEPTION",
        19: "NOT_ENOUGH_REPLICAS", 20: "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
        22: "ILLEGAL_GENERATION", 25: "UNKNOWN_MEMBER_ID", 27: "REBALANCE_IN_PROGRESS",
        29: "TOPIC_AUTHORIZATION_FAILED", 30: "GROUP_AUTHORIZATION_FAILED",
        31: "CLUSTER_AUTHORIZATION_FAILED", 35: "UNSUPPORTED_VERSION", 41: "NOT_CONTROLLER",
        42: "INVALID_REQUEST", 44: "POLICY_VIOLATION", 45: "OUT_OF_ORDER_SEQUENCE_NUMBER",
        46: "DUPLICATE_SEQUENCE_NUMBER", 47: "INVALID_PRODUCER_EPOCH",
        49: "INVALID_PRODUCER_ID_MAPPING", 56: "KAFKA_STORAGE_ERROR", 59: "UNKNOWN_PRODUCER_ID",
        72: "LISTENER_NOT_FOUND", 74: "FENCED_LEADER_EPOCH", 75: "UNKNOWN_LEADER_EPOCH",
        78: "OFFSET_NOT_AVAILABLE", 79: "MEMBER_ID_REQUIRED", 81: "GROUP_MAX_SIZE_REACHED",
        82: "FENCED_INSTANCE_ID", 87: "INVALID_RECORD", 88: "UNSTABLE_OFFSET_COMMIT",
        89: "THROTTLING_QUOTA_EXCEEDED", 90: "PRODUCER_FENCED",
    ]

    /// Conditions that end by themselves.
    private static let passing: Set<Int16> = [
        5, 6, 7, 8, 9, 13, 14, 15, 16, 19, 20, 22, 25, 27, 56, 74, 75, 78, 89,
    ]

    /// What a producer is to blame for, or nobody: another producer is tried once.
    private static let producers: Set<Int16> = [-1, 2, 41, 42, 45, 47, 49, 72, 90]
}

// MARK: - What must come of it

extension Fault {
    var expected: Outcome {
        switch place {
        case .fetch, .findCoordinator, .joinGroup:
            [29, 30, 82].contains(code)
                ? thrown(isFatal: code == 82 && place == .joinGroup) : .recovered
        case .syncGroup, .heartbeat, .offsetCommit:
            code == 82 ? thrown(isFatal: true) : .recovered
        case .listOffsets, .metadataAtStart:
            Self.passing.contains(code) ? .recovered : thrown()
        case .metadataLater: Self.passing.contains(code) || code == 3 ? .recovered : thrown()
        case .metadataOfOutput: code == 17 ? thrown() : .recovered
        case .initProducerID: expectedOfInitialisation
        case .produce: expectedOfProducing
        }
    }

    private var expectedOfInitialisation: Outcome {
        // Fatal; the second producer, once, meets no error any more.
        if count == 1 { return .recovered }
        return switch code {
        case 31: thrown(isFatal: true)
        case 47, 90: .thrown("_FENCED", isRetriable: false, isFatal: true)
        default: .recovered
        }
    }

    private var expectedOfProducing: Outcome {
        // The broker says that it has the records already; the mock has not.
        if code == 46 { return .accepted }
        if Self.producers.contains(code) {
            return count == 1 ? .recovered : thrown(isFatal: code == 45)
        }
        return Self.passing.contains(code) || [3, 59].contains(code) ? .recovered : thrown()
    }

    private func thrown(isFatal: Bool = false) -> Outcome {
        .thrown(Self.names[code] ?? "", isRetriable: false, isFatal: isFatal)
    }
}
