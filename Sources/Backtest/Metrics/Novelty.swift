internal import func Glibc.log2

/// How rare the recommended items are in training, in bits: the mean of their self-information.
///
/// For each of the first k items −log2 of its share of all training events, averaged over the
/// list and then over predictions (Zhou et al., PNAS 2010, with events for users). An item that
/// training never saw has the share of half an event. An empty list has no novelty and is left
/// out, as is everything when there was no training. Truth plays no part.
package struct Novelty: Metric {
    package let name = "novelty"
    private let facts: ItemFacts
    /// Bits of an item with a single event.
    private let bitsMax: Double

    private static let unseenCount = 0.5

    package init(facts: ItemFacts) {
        self.facts = facts
        bitsMax = log2(Double(max(facts.trainingTotal, 1)))
    }

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        let items = prediction.recommended.prefix(k)
        if items.isEmpty || facts.trainingTotal == 0 { return .zero }
        var bits = 0.0
        for item in items {
            let count = facts.trainingCount(of: item)
            bits += bitsMax - log2(count == 0 ? Self.unseenCount : Double(count))
        }
        return Contribution(sum: bits / Double(items.count), weight: 1)
    }
}
