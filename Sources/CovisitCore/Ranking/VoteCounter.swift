/// Adds up votes for items and remembers in which order they were named first.
///
/// Open addressing over stamps, so that starting anew costs nothing.
struct VoteCounter {
    private(set) var items: [UInt32] = []
    private(set) var votes: [Float] = []
    private var slots: [(stamp: UInt32, entry: UInt32)]
    private var stamp: UInt32 = 0

    init() {
        slots = Array(repeating: (0, 0), count: 512)
    }

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        votes.removeAll(keepingCapacity: true)
        if stamp == .max {
            slots = Array(repeating: (0, 0), count: slots.count)
            stamp = 0
        }
        stamp += 1
    }

    mutating func add(_ vote: Float, to item: UInt32) {
        let slot = position(of: item)
        if slots[slot].stamp == stamp {
            votes[Int(slots[slot].entry)] += vote
            return
        }
        slots[slot] = (stamp, UInt32(items.count))
        items.append(item)
        votes.append(vote)
        if items.count * 2 > slots.count { grow() }
    }

    private func position(of item: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(bucketHash(item)) & mask
        while slots[slot].stamp == stamp, items[Int(slots[slot].entry)] != item {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: (0, 0), count: slots.count * 2)
        stamp = 1
        for (entry, item) in items.enumerated() {
            slots[position(of: item)] = (stamp, UInt32(entry))
        }
    }
}
