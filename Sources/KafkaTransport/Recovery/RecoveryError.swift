/// Ends reading because the topic does not go on where the state left off.
package struct RecoveryError: Error, Sendable, Equatable, CustomStringConvertible {
    package let topic: String
    package let problem: RecoveryProblem
    /// `refuse`: stop and tell the operator. `restart`: begin again with an empty state.
    package let policy: RecoveryPolicy

    package var description: String {
        switch policy {
        case .restart:
            "\(problem.finding(in: topic)); beginning with an empty state, as "
                + "\(problem.setting) says"
        case .refuse, .continue: problem.message(in: topic)
        }
    }
}
