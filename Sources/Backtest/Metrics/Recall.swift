/// The share of the relevant items that were recommended, as a ratio of sums over predictions.
///
/// The OTTO competition's: Σ hits / Σ min(k, relevant items), so that a session with many
/// relevant items counts more than one with a single one (github.com/otto-de/recsys-dataset).
package struct Recall: Metric {
    package let name = "recall"

    package init() {}

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        Contribution(
            sum: Double(prediction.hits(within: k).count),
            weight: Double(prediction.hitsMax(within: k)))
    }
}
