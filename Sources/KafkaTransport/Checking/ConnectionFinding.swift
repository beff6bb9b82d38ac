/// One thing that was looked at in the cluster, and how it stands.
package struct ConnectionFinding: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        case passed
        case warned
        case failed
    }

    /// The setting or topic that it is about.
    package let subject: String
    package let verdict: Verdict
    /// What was found and, unless it passed, what to do.
    package let message: String
}
