internal import CovisitCore

/// A session cut in two: what is shown of it, and what came true behind.
struct SessionCut {
    /// Events that are shown; at least one is not.
    let shownCount: Int
    let labels: SessionLabels

    /// Cuts at a random place, each as likely, with an event before it and one behind: OTTO's
    /// organisers do so with the sessions of their test. What came true is the next click, and all
    /// carts and orders, each item once.
    ///
    /// - Parameter visits: two or more.
    init(
        _ visits: [(item: UInt32, type: EventType)],
        using generator: inout some RandomNumberGenerator
    ) {
        shownCount = Int.random(in: 1..<visits.count, using: &generator)
        var labels = SessionLabels()
        for (item, type) in visits[shownCount...] {
            switch type {
            case .clicks: if labels.clicks.isEmpty { labels.clicks = [item] }
            case .carts: if !labels.carts.contains(item) { labels.carts.append(item) }
            case .orders: if !labels.orders.contains(item) { labels.orders.append(item) }
            }
        }
        self.labels = labels
    }
}
