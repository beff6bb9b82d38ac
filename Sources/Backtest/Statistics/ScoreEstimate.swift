/// A score, and where it would lie with other sessions.
package struct ScoreEstimate: Sendable, Equatable {
    package let score: Double
    /// 95 %.
    package let interval: PercentileInterval
}
