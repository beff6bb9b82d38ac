extension EngineConfiguration {
    private static let day: Int64 = 86_400_000

    /// The three matrices and the ranking rules of Deotte's 0.575 solution to OTTO's contest
    /// (`covis_matrix_generator.py` of github team-kokko/otto), with recency as forward decay in
    /// event time in place of his linear weight between two known dates.
    package static var otto3: EngineConfiguration {
        var clicks = MatrixSpec(name: "clicks", withinMilliseconds: day)
        clicks.halfLifeMilliseconds = 14 * day

        var cartsOrders = MatrixSpec(name: "carts-orders", withinMilliseconds: day, candidates: 15)
        cartsOrders.weightOfTarget = PerEventType(clicks: 1, carts: 6, orders: 3)
        cartsOrders.halfLifeMilliseconds = 28 * day

        var buyToBuy = MatrixSpec(
            name: "buy-to-buy", withinMilliseconds: 14 * day, candidates: 15)
        buyToBuy.from = [.carts, .orders]
        buyToBuy.to = [.carts, .orders]
        buyToBuy.halfLifeMilliseconds = 28 * day

        let buys = ObjectiveSpec(
            matricesOfHistory: [1], matricesOfPurchases: [2], recencyFloor: 0.5,
            popularity: [.orders, .carts, .clicks])
        return EngineConfiguration(
            matrices: [clicks, cartsOrders, buyToBuy],
            objectives: PerEventType(
                clicks: ObjectiveSpec(
                    matricesOfHistory: [0], recencyFloor: 0.1, popularity: [.clicks]),
                carts: buys, orders: buys))
    }
}
