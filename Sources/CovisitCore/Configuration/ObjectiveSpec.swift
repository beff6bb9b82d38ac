/// What becomes of a session's own items in its list.
package enum HistoryPolicy: String, Sendable, CaseIterable {
    /// They lead it, newest first; where they are many, it is made of them alone.
    case first
    /// They are candidates like any other.
    case allowed
    /// As `allowed`, but for the item of the newest event.
    case notCurrent = "not-current"
    /// They are left out.
    case excluded
}

/// How neighbours of several items become one list.
package enum Blend: String, Sendable, CaseIterable {
    /// By the number of rows that name them.
    case votes
    /// By the sum of their weights.
    case weights
}

/// What a list for one objective is made of.
package struct ObjectiveSpec: Sendable, Equatable {
    package var history = HistoryPolicy.first
    package var blend = Blend.votes
    /// How many of the session's distinct items, the newest ones, propose neighbours.
    package var lastItems = 64
    /// Indices of the matrices whose rows of all history items propose neighbours.
    package var matricesOfHistory: [Int]
    /// Indices of the matrices whose rows of carted and ordered items propose neighbours.
    package var matricesOfPurchases: [Int] = []
    /// Where the log-spaced recency weights of a long history begin: 2^floor − 1 for the oldest
    /// event, 2^1 − 1 for the newest.
    package var recencyFloor: Double
    /// Weight of a history event by its type.
    package var typeWeights = PerEventType<Float>(clicks: 1, carts: 6, orders: 3)
    /// Popular items of these types fill what is left of the list, in this order.
    package var popularity: [EventType]

    package init(
        matricesOfHistory: [Int], matricesOfPurchases: [Int] = [], recencyFloor: Double,
        popularity: [EventType]
    ) {
        self.matricesOfHistory = matricesOfHistory
        self.matricesOfPurchases = matricesOfPurchases
        self.recencyFloor = recencyFloor
        self.popularity = popularity
    }
}
