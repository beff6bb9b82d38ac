/// Bit sets over the places of a tail: bit i stands for the i-th event, oldest first.
///
/// With at most 64 places, "the events of item b within a day of this one that it may be paired
/// with" is a handful of machine instructions. Plain memory, read anew for every event.
struct TailPlaces: ~Copyable {
    private static let capacity = 64

    /// The distinct items, newest first, and the places of each.
    let items: UnsafeMutablePointer<UInt32>
    let placesOfItem: UnsafeMutablePointer<UInt64>
    private(set) var itemCount = 0
    private(set) var clicks: UInt64 = 0
    private(set) var carts: UInt64 = 0
    private(set) var orders: UInt64 = 0

    init() {
        items = .allocate(capacity: Self.capacity)
        placesOfItem = .allocate(capacity: Self.capacity)
    }

    deinit {
        items.deallocate()
        placesOfItem.deallocate()
    }

    mutating func read(_ tail: UnsafePointer<TailEvent>, count: Int) {
        itemCount = 0
        (clicks, carts, orders) = (0, 0, 0)
        for place in stride(from: count - 1, through: 0, by: -1) {
            let bit: UInt64 = 1 << UInt64(place)
            switch tail[place].type {
            case .clicks: clicks |= bit
            case .carts: carts |= bit
            case .orders: orders |= bit
            }
            let index = self.index(of: tail[place].item)
            if index < itemCount {
                placesOfItem[index] |= bit
            } else {
                items[index] = tail[place].item
                placesOfItem[index] = bit
                itemCount += 1
            }
        }
    }

    /// The index of an item; `itemCount` if it is not there.
    @inline(__always)
    func index(of item: UInt32) -> Int {
        var index = 0
        while index < itemCount, items[index] != item { index += 1 }
        return index
    }

    @inline(__always)
    func places(of types: EventTypeSet) -> UInt64 {
        (types.contains(.clicks) ? clicks : 0) | (types.contains(.carts) ? carts : 0)
            | (types.contains(.orders) ? orders : 0)
    }
}
