internal import func Glibc.log2

/// Normalised discounted cumulative gain with gains of 0 and 1, as a mean over predictions.
///
/// A hit at rank r gains 1 / log2(r + 1); the sum is divided by that of the best list possible,
/// min(k, relevant items) hits from the top (Järvelin and Kekäläinen, TOIS 2002, with the
/// discount that is usual today). Serenade's evaluator has the discount of that paper, 1 for the
/// first rank and log2(r) from there on, so that its figures differ.
package struct NDCG: Metric {
    package let name = "ndcg"

    /// What a hit gains, by place.
    private let gains: [Double]
    /// What hits from the top down gain together, by their number.
    private let bestGains: [Double]

    package init() {
        gains = (0..<Prediction.listLengthMax).map { 1 / log2(Double($0 + 2)) }
        bestGains = gains.reduce(into: [0]) { sums, gain in
            sums.append(sums[sums.count - 1] + gain)
        }
    }

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        var gain = 0.0
        for place in prediction.hits(within: k) { gain += gains[place] }
        return Contribution(sum: gain / bestGains[prediction.hitsMax(within: k)], weight: 1)
    }
}
