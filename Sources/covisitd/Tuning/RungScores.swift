internal import Backtest

/// What the trials of one rung have come to so far.
///
/// By session only the base and the best are kept: those of all trials would be much.
struct RungScores {
    /// By number of the trial; one without a score is missing.
    private(set) var values: [Int: Double] = [:]
    private(set) var base: TuningScore?
    private(set) var best: TuningScore?
    private(set) var finishedCount = 0
    private var bestNumber = 0

    /// Of equal ones the earlier is better, as in the tournament, in whatever order they finish.
    mutating func take(_ score: TuningScore, of number: Int) {
        finishedCount += 1
        if number == 0 { base = score }
        guard let value = score.value else { return }
        values[number] = value
        if let bestValue = best?.value, (value, bestNumber) <= (bestValue, number) { return }
        best = score
        bestNumber = number
    }

    var bestText: String {
        guard let value = best?.value else { return "-" }
        return "\(fixed(value, 6)) (\(bestNumber == 0 ? "base" : "trial \(bestNumber)"))"
    }
}
