/// What to do when the topic does not go on where the state left off.
package enum RecoveryPolicy: String, Sendable, CaseIterable {
    /// Stop with an error, and leave the decision to the operator.
    case refuse
    /// Keep the state and read on as well as that is possible; what is missing is counted.
    case `continue`
    /// Begin again with an empty state.
    case restart
}

/// A policy for each problem that recovery may meet; see `RecoveryProblem`.
package struct RecoveryPolicies: Sendable, Equatable {
    package var retentionOvertook = RecoveryPolicy.refuse
    package var offsetPastEnd = RecoveryPolicy.refuse
    package var topicRecreated = RecoveryPolicy.refuse
    package var partitionsAdded = RecoveryPolicy.refuse

    package init() {}
}

extension RecoveryPolicies {
    package func policy(for problem: RecoveryProblem) -> RecoveryPolicy {
        switch problem {
        case .retentionOvertook: retentionOvertook
        case .offsetPastEnd: offsetPastEnd
        case .topicRecreated: topicRecreated
        case .partitionsAdded: partitionsAdded
        }
    }
}
