/// The mean of 1 / rank of the first relevant item, 0 where none is among the first k.
///
/// Ranks begin at 1. Whoever scores the very next item only (as Serenade and session-rec do)
/// passes that one as relevant.
package struct MeanReciprocalRank: Metric {
    package let name = "mrr"

    package init() {}

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        guard let place = prediction.hits(within: k).first else {
            return Contribution(sum: 0, weight: 1)
        }
        return Contribution(sum: 1 / Double(place + 1), weight: 1)
    }
}
