/// The mean share of relevant items among k recommended; places left empty count as misses.
package struct Precision: Metric {
    package let name = "precision"

    package init() {}

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        Contribution(sum: Double(prediction.hits(within: k).count) / Double(k), weight: 1)
    }
}
