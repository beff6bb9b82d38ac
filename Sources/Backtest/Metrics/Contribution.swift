/// What predictions add to a metric, whose score is the sum over the weight.
///
/// A mean of ratios counts each prediction with weight 1, a ratio of sums with its denominator:
/// adding contributions up is right for both.
package struct Contribution: Sendable, Equatable, BitwiseCopyable {
    package var sum: Double
    package var weight: Double

    package init(sum: Double, weight: Double) {
        self.sum = sum
        self.weight = weight
    }

    package static let zero = Contribution(sum: 0, weight: 0)

    /// `nil`: nothing was counted.
    package var score: Double? {
        weight == 0 ? nil : sum / weight
    }

    package static func + (a: Contribution, b: Contribution) -> Contribution {
        Contribution(sum: a.sum + b.sum, weight: a.weight + b.weight)
    }

    package static func += (total: inout Contribution, other: Contribution) {
        total = total + other
    }
}
