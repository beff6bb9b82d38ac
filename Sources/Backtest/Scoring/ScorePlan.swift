/// What is measured: metrics, cut-offs, and what the metrics know of items.
package struct ScorePlan: Sendable {
    package let metrics: [any Metric]
    /// Ascending.
    package let cutoffs: [Int]
    package let catalogueCount: Int

    /// - Parameter hasPrices: whether money is counted, too.
    package init(cutoffs: [Int], facts: ItemFacts, catalogueCount: Int, hasPrices: Bool = false) {
        self.cutoffs = Array(Set(cutoffs)).sorted()
        self.catalogueCount = catalogueCount
        var metrics: [any Metric] = [
            Recall(), HitRate(), MeanReciprocalRank(), NDCG(), MeanAveragePrecision(), Precision(),
            Novelty(facts: facts), RecommendedPopularity(facts: facts),
        ]
        if hasPrices { metrics.append(MoneyPrecision(facts: facts)) }
        self.metrics = metrics
    }

    /// Comparisons, groups and courses of time go by this one.
    var cutoffMax: Int { cutoffs.last ?? 20 }

    /// The metrics of groups and courses of time: the first four.
    static let groupMetricCount = 4
}
