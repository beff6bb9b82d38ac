/// Adds up votes for items and remembers in which order they were named first.
///
/// Open addressing over stamps, so that starting anew costs nothing. Plain memory: an array would
/// ask at every vote whether it is alone.
struct VoteCounter: ~Copyable {
    private struct Slot {
        var stamp: UInt32
        var item: UInt32
        /// Index of the item's entry; `barred`: it is no candidate.
        var entry: UInt32
    }

    private static let barred = UInt32.max

    private(set) var count = 0
    private var items: UnsafeMutablePointer<UInt32>
    private var votes: UnsafeMutablePointer<Float>
    private var slots: UnsafeMutablePointer<Slot>
    private var slotCount = 512
    /// Slots of this stamp are taken, by entries or by what is barred.
    private var stamp: UInt32 = 0
    private var takenCount = 0

    init() {
        items = .allocate(capacity: slotCount / 2)
        votes = .allocate(capacity: slotCount / 2)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: Slot(stamp: 0, item: 0, entry: 0), count: slotCount)
    }

    deinit {
        items.deallocate()
        votes.deallocate()
        slots.deallocate()
    }

    /// The `index`-th item that was named.
    @inline(__always)
    func item(_ index: Int) -> UInt32 { items[index] }
    @inline(__always)
    func vote(_ index: Int) -> Float { votes[index] }

    mutating func removeAll() {
        count = 0
        takenCount = 0
        if stamp == .max {
            slots.update(repeating: Slot(stamp: 0, item: 0, entry: 0), count: slotCount)
            stamp = 0
        }
        stamp += 1
    }

    /// Votes for this item do not count; to be called before any.
    mutating func bar(_ item: UInt32) {
        let slot = position(of: item)
        if slots[slot].stamp != stamp { take(slot, item, entry: Self.barred) }
    }

    @inline(__always)
    mutating func add(_ vote: Float, to item: UInt32) {
        let slot = position(of: item)
        if slots[slot].stamp == stamp {
            let entry = slots[slot].entry
            if entry != Self.barred { votes[Int(entry)] += vote }
            return
        }
        items[count] = item
        votes[count] = vote
        count += 1
        take(slot, item, entry: UInt32(count - 1))
    }

    @inline(__always)
    private mutating func take(_ slot: Int, _ item: UInt32, entry: UInt32) {
        slots[slot] = Slot(stamp: stamp, item: item, entry: entry)
        takenCount += 1
        if takenCount * 2 == slotCount { grow() }
    }

    @inline(__always)
    private func position(of item: UInt32) -> Int {
        let mask = slotCount &- 1
        var slot = Int(bucketHash(item)) & mask
        while slots[slot].stamp == stamp, slots[slot].item != item { slot = (slot &+ 1) & mask }
        return slot
    }

    @inline(never)
    private mutating func grow() {
        let (old, oldCount) = (slots, slotCount)
        slotCount *= 2
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: Slot(stamp: 0, item: 0, entry: 0), count: slotCount)
        for index in 0..<oldCount where old[index].stamp == stamp {
            slots[position(of: old[index].item)] = old[index]
        }
        old.deallocate()
        items = Self.widened(items, count, slotCount / 2)
        votes = Self.widened(votes, count, slotCount / 2)
    }

    private static func widened<Value: BitwiseCopyable>(
        _ old: UnsafeMutablePointer<Value>, _ count: Int, _ capacity: Int
    ) -> UnsafeMutablePointer<Value> {
        let new = UnsafeMutablePointer<Value>.allocate(capacity: capacity)
        new.moveInitialize(from: old, count: count)
        old.deallocate()
        return new
    }
}
