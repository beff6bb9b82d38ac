/// The mean share of relevant items among the first k, each counting as much as it costs.
///
/// Σ price of hits / Σ price of recommended items (github.com/wlgrow/gb_recsys). A prediction
/// whose items cost nothing, or have no known price, counts as 0.
package struct MoneyPrecision: Metric {
    package let name = "money_precision"
    private let facts: ItemFacts

    package init(facts: ItemFacts) {
        self.facts = facts
    }

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        let hits = prediction.hits(within: k)
        var hitMoney = 0.0
        var money = 0.0
        for (place, item) in prediction.recommended.prefix(k).enumerated() {
            let price = facts.price(of: item)
            money += price
            if hits.contains(place) { hitMoney += price }
        }
        return Contribution(sum: money > 0 ? hitMoney / money : 0, weight: 1)
    }
}
