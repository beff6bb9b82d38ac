internal import CovisitCore

/// Recommends with the generator's own probabilities: what a recommender could reach that knew all
/// of them.
///
/// Clicks are ranked by the probability of the next click: nothing ranks better, but for the time
/// that passes until it comes. What is carted and ordered in all that follows is ranked by an
/// approximation, see `lists`: a good list, and no upper bound.
package struct KnowingRecommender: Sendable {
    package static let listLength = 20

    private let shape: TrafficShape
    private var assortment: Assortment
    /// Probabilities of the first places of popularity, as far as they were asked for.
    private var shares: [Double] = []

    package init(_ shape: TrafficShape) {
        self.shape = shape
        assortment = Assortment(shape)
    }

    /// The next click of a session of such clicks, at this time.
    package mutating func nextClick(after clicked: [Int64], at time: Int64) -> NextClick {
        NextClick(after: clicked, at: time, shape, &assortment)
    }

    /// The probability that the next click falls on an item.
    package mutating func probability(
        of item: Int64, in next: NextClick, at time: Int64
    ) -> Double {
        if let special = next.items[item] { return special }
        guard let place = assortment.place(of: item, time) else { return 0 }
        return next.popularShare * share(of: place)
    }

    /// An item's relatives, the likeliest first, with probabilities that add up to 1.
    package mutating func relatives(
        of item: Int64, at time: Int64
    ) -> [(item: Int64, probability: Double)] {
        assortment.relatives(of: item, time)
    }

    /// The best items for the session of these events, as of the last of them, by objective.
    ///
    /// - clicks: by the probability of the next click, p.
    /// - carts: what is carted is what was clicked last. So the last item with the probability
    ///   that a cart comes before the next click, the others with p and what remains.
    /// - orders: what lies in the cart, from the top, as likely as an order comes before another
    ///   cart; then as carts.
    package mutating func lists(after visits: [Traffic.Visit]) -> [[Int64]] {
        guard let last = visits.last else { return [[], [], []] }
        if let bot = Bot(shape, session: last.session), bot.isSequential {
            let next = (0..<Self.listLength).map { step in
                assortment.item(in: bot.slot(visits.count + step, of: shape.items), last.timestamp)
            }
            return [next, [], []]
        }
        var history = VisitHistory()
        for visit in visits { history.add(visit.item, visit.type) }
        let clicks = probabilities(nextClick(after: history.clicked, at: last.timestamp), last)
        let carts = carted(history, clicks)
        return [clicks, carts, ordered(history, carts)].map(best)
    }

    /// Of all items that can be among the best.
    private mutating func probabilities(
        _ next: NextClick, _ last: Traffic.Visit
    ) -> [Int64: Double] {
        var all = next.items
        for place in 0..<min(shape.items, Self.listLength + all.count) {
            let item = assortment.item(at: place, last.timestamp)
            guard all[item] == nil else { continue }
            all[item] = next.popularShare * share(of: place)
        }
        return all
    }

    private mutating func share(of place: Int) -> Double {
        while shares.count <= place {
            shares.append(assortment.popularity.probability(of: shares.count))
        }
        return shares[place]
    }

    private func carted(
        _ history: VisitHistory, _ clicks: [Int64: Double]
    ) -> [Int64: Double] {
        guard let last = history.clicked.last, shape.cartShare > 0 else { return clicks }
        let first = shape.cartShare / (1 - shape.orderShare)
        var carts = clicks.mapValues { $0 * (1 - first) }
        carts[last, default: 0] += first
        return carts
    }

    private func ordered(
        _ history: VisitHistory, _ carts: [Int64: Double]
    ) -> [Int64: Double] {
        let changes = shape.orderShare + shape.cartShare
        guard changes > 0 else { return carts }
        let first = shape.orderShare / changes
        var orders = carts.mapValues { $0 * (1 - first) }
        var share = first
        for item in history.carted.reversed() {
            orders[item, default: 0] += share
            share *= first
        }
        return orders
    }

    private func best(_ scores: [Int64: Double]) -> [Int64] {
        let sorted = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return sorted.prefix(Self.listLength).map(\.key)
    }
}
