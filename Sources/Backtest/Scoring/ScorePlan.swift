/// What is measured: metrics, cut-offs, and what the metrics know of items.
package struct ScorePlan: Sendable {
    /// The first four are those of comparisons, groups and courses of time.
    package let metrics: [any Metric]
    /// Ascending.
    package let cutoffs: [Int]
    package let catalogueCount: Int
    /// Whether recalls of clicks, carts and orders make a total.
    package let hasTotal: Bool

    package init(
        _ purpose: ScorePurpose = .sessions, cutoffs: [Int], facts: ItemFacts, catalogueCount: Int
    ) {
        self.cutoffs = Array(Set(cutoffs)).sorted()
        self.catalogueCount = catalogueCount
        hasTotal = purpose == .sessions
        let ofLists: [any Metric] = [
            Novelty(facts: facts), RecommendedPopularity(facts: facts),
        ]
        switch purpose {
        case .sessions:
            metrics =
                [
                    Recall(), HitRate(), MeanReciprocalRank(), NDCG(), MeanAveragePrecision(),
                    Precision(),
                ] + ofLists
        case .baskets:
            metrics =
                [
                    Precision(), BasketRecall(), MeanAveragePrecision(),
                    facts.hasPrices ? MoneyPrecision(facts: facts) : HitRate(), Recall(),
                    MeanReciprocalRank(), NDCG(),
                ] + ofLists
        }
    }

    /// Comparisons, groups and courses of time go by this one.
    var cutoffMax: Int { cutoffs.last ?? 20 }

    /// The metrics of groups and courses of time: the first four.
    static let groupMetricCount = 4
}

/// Whose habits of scoring are followed.
package enum ScorePurpose: Sendable {
    /// Recall first, of clicks, carts and orders.
    case sessions
    /// Precision first, of what is bought next, and how much of the money.
    case baskets
}
