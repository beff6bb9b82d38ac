internal import CovisitCore

/// What a visitor has done, as far as it decides on what comes next.
struct VisitHistory: Sendable {
    /// How many clicks a visitor who goes back goes back, on average.
    static let meanWayBack = 3.0

    /// Items clicked, with repetitions.
    private(set) var clicked: [Int64] = []
    /// The cart: what was laid into it last is bought first.
    private(set) var carted: [Int64] = []

    /// What an order takes.
    var nextOrder: Int64? { carted.last ?? clicked.last }

    mutating func add(_ item: Int64, _ type: EventType) {
        switch type {
        case .clicks: clicked.append(item)
        case .carts: carted.append(item)
        case .orders: _ = carted.popLast()
        }
    }
}
