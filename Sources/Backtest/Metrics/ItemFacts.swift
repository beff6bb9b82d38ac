/// What some metrics know of items: prices, and how often each one occurs in training.
///
/// Both by item number; a number beyond the end has no price, and was never seen in training.
package struct ItemFacts: Sendable {
    private let prices: [Double]
    private let trainingCounts: [UInt32]
    /// Events of all items.
    package let trainingTotal: Int
    /// Events of the item that has most.
    package let trainingCountMax: UInt32

    /// Prices are in any one currency, not negative, 0 where unknown.
    package init(prices: [Double] = [], trainingCounts: [UInt32] = []) {
        self.prices = prices
        self.trainingCounts = trainingCounts
        trainingTotal = trainingCounts.reduce(0) { $0 + Int($1) }
        trainingCountMax = trainingCounts.max() ?? 0
    }

    package var hasPrices: Bool { prices.contains { $0 > 0 } }

    package func price(of item: UInt32) -> Double {
        Int(item) < prices.count ? prices[Int(item)] : 0
    }

    package func trainingCount(of item: UInt32) -> UInt32 {
        Int(item) < trainingCounts.count ? trainingCounts[Int(item)] : 0
    }
}
