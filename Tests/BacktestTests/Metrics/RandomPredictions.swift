import CovisitCore
internal import Backtest
internal import Testing

/// A prediction made from a seed, with a cut-off.
struct RandomPrediction: CustomStringConvertible {
    let seed: UInt64
    let recommended: [UInt32]
    let relevant: [UInt32]
    let k: Int

    /// Lists of 0 to 30 items, now and then 128; 1 to 60 relevant ones, now and then 400.
    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let isLong = random.next() % 10 == 0
        let isBroad = random.next() % 10 == 0
        let itemCount = UInt32(isBroad ? 800 : isLong ? 200 : 40 + random.next() % 100)
        let items = (0..<itemCount).shuffled(using: &random)
        recommended = Array(items.prefix(isLong ? 128 : Int(random.next() % 31)))
        let relevantCount = isBroad ? 400 : 1 + Int(random.next() % (itemCount < 60 ? 40 : 60))
        relevant = Array((0..<itemCount).shuffled(using: &random).prefix(relevantCount))
        let cutoffs = [1, 2, 5, 10, 20, 20, 20, 40, 127, 128]
        k = cutoffs[Int(random.next() % UInt64(cutoffs.count))]
        self.seed = seed
    }

    static let some = (0..<5_000).map { RandomPrediction(seed: $0) }

    var prediction: Prediction { Prediction(recommended: recommended, relevant: relevant) }

    var description: String {
        "RandomPrediction(seed: \(seed)): \(recommended), relevant \(relevant), k \(k)"
    }
}

/// Compares a metric with a slow and obvious one, prediction by prediction.
func expectAgreement(
    of metric: any Metric, sourceLocation: SourceLocation = #_sourceLocation,
    with expected: (RandomPrediction) -> Contribution
) {
    for random in RandomPrediction.some {
        let contribution = metric.contribution(of: random.prediction, at: random.k)
        let oracle = expected(random)
        let isClose =
            abs(contribution.sum - oracle.sum) <= 1e-12 * max(1, abs(oracle.sum))
            && contribution.weight == oracle.weight
        if isClose { continue }
        Issue.record(
            "\(metric.name): \(contribution), expected \(oracle), for \(random)",
            sourceLocation: sourceLocation)
        return
    }
}

/// The score of a metric over predictions written as (recommended, relevant).
func score(
    _ metric: any Metric, at k: Int, _ predictions: ([UInt32], [UInt32])...
) -> Double? {
    var total = Contribution.zero
    for (recommended, relevant) in predictions {
        let prediction = Prediction(recommended: recommended, relevant: relevant)
        total += metric.contribution(of: prediction, at: k)
    }
    return total.score
}

func isClose(_ a: Double?, _ b: Double) -> Bool {
    guard let a else { return false }
    return abs(a - b) < 1e-9
}
