internal import CovisitCore
internal import Glibc

/// The shop's items: who is popular when, and who is whose relative.
///
/// A place of popularity is held by a slot, which drift changes; a slot has an item, which
/// renewal changes. An item's relatives are places, drawn by popularity once and for all from its
/// number, so that whoever holds such a place is its relative. All of it is a function of the
/// seed and the time, in O(1).
package struct Assortment: Sendable {
    let popularity: Popularity
    private let seed: UInt64
    private let relativesPerItem: Int
    private var drift: PopularityDrift?
    private let renewal: ItemRenewal?

    package init(_ shape: TrafficShape) {
        popularity = Popularity(placeCount: shape.items, sigma: shape.popularitySigma)
        seed = shape.seed
        relativesPerItem = shape.relativesPerItem
        drift = PopularityDrift(shape)
        renewal = ItemRenewal(shape)
    }

    /// The item that holds a place of popularity.
    package mutating func item(at place: Int, _ time: Int64) -> Int64 {
        item(in: drift?.slot(at: place, time) ?? place, time)
    }

    /// The place that an item holds; `nil`: it is not on offer.
    package mutating func place(of item: Int64, _ time: Int64) -> Int? {
        let slot = Int(item % Int64(popularity.placeCount))
        guard self.item(in: slot, time) == item else { return nil }
        return drift?.place(of: slot, time) ?? slot
    }

    /// The item in a slot, whatever its popularity.
    func item(in slot: Int, _ time: Int64) -> Int64 {
        renewal?.item(in: slot, time) ?? Int64(slot)
    }

    /// When an item appears; `nil`: it is there from the start.
    package func birth(of item: Int64) -> Int64? { renewal?.birth(of: item) }

    /// Draws an item by popularity.
    mutating func popularItem(_ random: inout SeededGenerator, _ time: Int64) -> Int64 {
        item(at: popularity.draw(&random), time)
    }

    /// Draws a relative: closer ones are likelier.
    mutating func relative(
        of item: Int64, _ random: inout SeededGenerator, _ time: Int64
    ) -> Int64 {
        let share = random.uniform() * random.uniform()
        return relative(Int(share * Double(relativesPerItem)), of: item, time)
    }

    /// An item's relatives, the likeliest first, with the probabilities that a visitor who goes on
    /// to a relative goes to them.
    package mutating func relatives(
        of item: Int64, _ time: Int64
    ) -> [(item: Int64, probability: Double)] {
        var found: [(item: Int64, probability: Double)] = []
        for index in 0..<relativesPerItem {
            let relative = relative(index, of: item, time)
            let share = probability(ofRelative: index)
            if let known = found.firstIndex(where: { $0.item == relative }) {
                found[known].probability += share
            } else {
                found.append((relative, share))
            }
        }
        return found.sorted { ($1.probability, $0.item) < ($0.probability, $1.item) }
    }

    private mutating func relative(_ index: Int, of item: Int64, _ time: Int64) -> Int64 {
        var family = SeededGenerator(seed: seed ^ UInt64(item) << 8 ^ UInt64(index))
        return popularItem(&family, time)
    }

    /// The product of two uniform draws is below x with probability x (1 - ln x).
    private func probability(ofRelative index: Int) -> Double {
        func below(_ count: Int) -> Double {
            let share = Double(count) / Double(relativesPerItem)
            return share == 0 ? 0 : share * (1 - log(share))
        }
        return below(index + 1) - below(index)
    }
}
