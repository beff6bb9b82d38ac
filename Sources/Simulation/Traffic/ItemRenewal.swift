internal import CovisitCore

/// Items that leave and new ones that take their slots.
///
/// A slot of the assortment has a new item once in 1 / share days, beginning at a moment of its
/// own. The items of slot s are s, s + n, s + 2n ... of an assortment of n: so an item's number
/// says when it is born.
struct ItemRenewal: Sendable {
    private let seed: UInt64
    private let slotCount: Int64
    private let start: Int64
    /// An item's life, in milliseconds.
    private let period: Int64

    init?(_ shape: TrafficShape) {
        guard shape.newItemsPerDay > 0 else { return nil }
        var random = SeededGenerator(seed: shape.seed, stream: TrafficStream.renewal)
        seed = random.next()
        slotCount = Int64(shape.items)
        start = shape.start
        period = milliseconds(daysEach: 1 / shape.newItemsPerDay)
    }

    /// The item in a slot.
    func item(in slot: Int, _ time: Int64) -> Int64 {
        let sinceFirst = time - firstBirth(in: Int64(slot))
        let generation = sinceFirst < 0 ? 0 : 1 + sinceFirst / period
        return Int64(slot) + slotCount * generation
    }

    /// When an item appears; `nil`: it is there from the start.
    func birth(of item: Int64) -> Int64? {
        let (generation, slot) = item.quotientAndRemainder(dividingBy: slotCount)
        return generation == 0 ? nil : firstBirth(in: slot) + (generation - 1) * period
    }

    private func firstBirth(in slot: Int64) -> Int64 {
        start + Int64(mix(seed ^ UInt64(slot)) % UInt64(period))
    }
}
