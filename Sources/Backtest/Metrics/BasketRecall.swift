/// The mean over predictions of the share of their relevant items that was recommended.
///
/// hits / relevant items, whatever k is (github.com/wlgrow/gb_recsys, "recall@k"): a short list
/// cannot reach 1 where more was bought. The contest's recall, which can, is `Recall`.
package struct BasketRecall: Metric {
    package let name = "basket_recall"

    package init() {}

    package func contribution(of prediction: Prediction, at k: Int) -> Contribution {
        Contribution(
            sum: Double(prediction.hits(within: k).count) / Double(prediction.relevantCount),
            weight: 1)
    }
}
