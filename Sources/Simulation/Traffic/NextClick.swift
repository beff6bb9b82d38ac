internal import Glibc

/// What a visitor clicks next, as the traffic draws it: the truth that a recommender guesses at.
///
/// With the probabilities of the shape: back to an item of the session; or on to a relative of the
/// last one; or to whatever is popular. Exact for the moment it is asked for; the click comes some
/// time later.
package struct NextClick: Sendable {
    /// Of every item that the session or a relative makes likelier than its popularity does.
    private var special: [Int64: Double] = [:]
    /// That the click follows popularity alone.
    package let popularShare: Double

    init(
        after clicked: [Int64], at time: Int64, _ shape: TrafficShape,
        _ assortment: inout Assortment
    ) {
        guard let last = clicked.last else {
            popularShare = 1
            return
        }
        let others = 1 - shape.revisitShare
        popularShare = others * (1 - shape.relativeShare)
        // A whole number of steps back has a geometric distribution; beyond the first item it
        // begins at the last one again.
        let step = exp(-1 / VisitHistory.meanWayBack)
        var share = shape.revisitShare * (1 - step) / (1 - pow(step, Double(clicked.count)))
        for item in clicked.reversed() {
            special[item, default: 0] += share
            share *= step
        }
        for (item, share) in assortment.relatives(of: last, time) {
            special[item, default: 0] += others * shape.relativeShare * share
        }
        for item in special.keys {
            guard let place = assortment.place(of: item, time) else { continue }
            special[item, default: 0] += popularShare * assortment.popularity.probability(of: place)
        }
    }

    /// The items that are likelier than their popularity alone makes them, with probabilities.
    package var items: [Int64: Double] { special }
}
