/// The share of predictions with at least one relevant item among the first k.
package struct HitRate: Metric {
    package let name = "hit_rate"

    package init() {}

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        Contribution(sum: prediction.hits(within: k).first == nil ? 0 : 1, weight: 1)
    }
}
