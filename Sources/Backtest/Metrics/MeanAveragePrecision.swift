/// The mean over predictions of their average precision: how pure the list is down to each hit.
///
/// The sum over hits of the precision at the hit's rank, divided by min(k, relevant items), so
/// that the best list possible has 1.
package struct MeanAveragePrecision: Metric {
    package let name = "map"

    package init() {}

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        var hitCount = 0.0
        var precisions = 0.0
        for place in prediction.hits(within: k) {
            hitCount += 1
            precisions += hitCount / Double(place + 1)
        }
        return Contribution(
            sum: precisions / Double(prediction.hitsMax(within: k)), weight: 1)
    }
}
