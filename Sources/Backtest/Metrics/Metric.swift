/// A way to score predictions at a cut-off.
package protocol Metric: Sendable {
    /// As in reports and result files, in snake case and without the cut-off.
    var name: String { get }

    /// What the first `k` items of a prediction add to the score; `k` is 1 to 128.
    func contribution(of prediction: Prediction, at k: Int) -> Contribution
}
