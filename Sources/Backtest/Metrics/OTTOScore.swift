/// The OTTO competition's score: recall of clicks, carts and orders, weighted 0.1, 0.3, 0.6.
package enum OTTOScore {
    /// Of clicks, carts, orders.
    package static let weights = [0.1, 0.3, 0.6]

    /// The score of the summed recalls of clicks, carts and orders, in this order.
    ///
    /// An objective without any truth is left out, and the weights are divided by the sum of the
    /// rest; `nil`: no objective has any.
    package static func total(_ recalls: [Contribution]) -> Double? {
        precondition(recalls.count == weights.count, "one recall for each objective")
        var total = 0.0
        var present = 0.0
        for (weight, recall) in zip(weights, recalls) {
            guard let score = recall.score else { continue }
            total += weight * score
            present += weight
        }
        return present == 0 ? nil : total / present
    }
}
