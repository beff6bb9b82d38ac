/// How popular the recommended items are: the mean of their training counts, the highest being 1.
///
/// As Serenade's evaluator defines "Popularity": averaged over the first k items of the list, then
/// over predictions; an empty list counts as 0 (github.com/bolcom/serenade). Truth plays no part.
package struct RecommendedPopularity: Metric {
    package let name = "popularity"
    private let facts: ItemFacts

    package init(facts: ItemFacts) {
        self.facts = facts
    }

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        let items = prediction.recommended.prefix(k)
        if items.isEmpty || facts.trainingCountMax == 0 { return Contribution(sum: 0, weight: 1) }
        var count = 0
        for item in items { count += Int(facts.trainingCount(of: item)) }
        let mean = Double(count) / Double(items.count)
        return Contribution(sum: mean / Double(facts.trainingCountMax), weight: 1)
    }
}
