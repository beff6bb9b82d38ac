/// What a candidate comes to without learning during the test, and with learning from completed
/// sessions only; beside what it comes to with learning from every event.
struct GainSplit: Sendable {
    var frozen: ScoreSheet
    var completed: ScoreSheet
}

extension Trial {
    /// Runs a candidate that learns from every event, and twice more to split what that gains:
    /// what sessions before taught it (completed less static), and what the session's own events
    /// did, which stand in the counts a moment after they happen (streaming less completed).
    @concurrent
    package func runAndSplitGain(
        _ candidate: Candidate, workers: Int
    ) async throws -> CandidateResult {
        precondition(learning == .streaming, "a gain is split where there is one")
        var result = try await run(candidate, workers: workers)
        var other = self
        other.learning = .static
        let frozen = try await other.run(candidate, workers: workers).sheet
        other.learning = .completed
        let completed = try await other.run(candidate, workers: workers).sheet
        result.gain = GainSplit(frozen: frozen, completed: completed)
        return result
    }
}
