/// How often each item was clicked, carted and ordered of late, and which are ahead.
///
/// Every accepted record counts 1, decaying in event time; a record that a producer sent twice
/// counts twice. Since all counts decay alike, only an item that grows can move up: the top of
/// each type is kept exactly, at the cost of a comparison per event.
struct Popularity: Sendable {
    /// Items of the top list of a type.
    static let topCount = 20

    private let decay: ForwardDecay
    private let itemsMax: Int
    /// The watermark's.
    private var epoch: UInt32 = 0
    private(set) var entries: [SIMD4<Float>] = []
    /// Event time of the newest event of each item.
    private(set) var lastSeen: [Int64] = []
    /// For each type the top items, best first: by count, then by id.
    ///
    /// Kept, not made anew: counts that moving on by an epoch made equal keep their old order.
    private(set) var top: [[UInt32]] = [[], [], []]
    private var cachedGrowth: (timestamp: Int64, value: Float) = (-1, 0)

    init(halfLifeMilliseconds: Int64, itemsMax: Int) {
        decay = ForwardDecay(halfLifeMilliseconds: halfLifeMilliseconds)
        self.itemsMax = itemsMax
    }

    var byteCount: Int { entries.capacity * 16 + lastSeen.capacity * 8 }

    /// An item's count of a type as of `timestamp`.
    func count(_ item: UInt32, _ type: EventType, at timestamp: Int64) -> Float {
        let growth = decay.growth(at: timestamp, epoch: epoch)
        return Float(Double(entries[Int(item)][Int(type.rawValue)]) / growth)
    }

    /// Counts an event; returns whether the top list of its type is another one now.
    mutating func add(_ item: UInt32, _ type: EventType, timestamp: Int64, ids: IDTable) -> Bool {
        makeRoom(for: item)
        if decay.epoch(of: timestamp) > epoch { moveOn(to: decay.epoch(of: timestamp)) }
        if cachedGrowth.timestamp != timestamp {
            cachedGrowth = (timestamp, Float(decay.growth(at: timestamp, epoch: epoch)))
        }
        lastSeen[Int(item)] = max(lastSeen[Int(item)], timestamp)
        let index = Int(type.rawValue)
        entries[Int(item)][index] += cachedGrowth.value
        return promote(item, index, ids: ids)
    }

    /// Asks for the memory of an item's counts.
    @inline(__always)
    func prefetch(_ item: UInt32) {
        entries.prefetch(at: Int(item))
        lastSeen.prefetch(at: Int(item))
    }

    /// Takes note that an item was seen, without counting it.
    mutating func see(_ item: UInt32, at timestamp: Int64) {
        makeRoom(for: item)
        lastSeen[Int(item)] = max(lastSeen[Int(item)], timestamp)
    }

    private mutating func makeRoom(for item: UInt32) {
        while entries.count <= Int(item) {
            restoreNext(counts: SIMD4<Float>(), lastSeen: 0)
        }
    }

    /// Whether counting an event of this time rescales the counts of all items first.
    func movesOn(at timestamp: Int64) -> Bool { decay.epoch(of: timestamp) > epoch }

    /// Forgets an item that leaves the directory; call `rebuildTop` after the last of them.
    mutating func remove(_ item: UInt32) {
        entries[Int(item)] = SIMD4<Float>()
        lastSeen[Int(item)] = 0
    }

    mutating func rebuildTop(ids: IDTable) {
        top = [[], [], []]
        for item in 0..<UInt32(entries.count) where ids.contains(number: item) {
            for type in 0..<3 where entries[Int(item)][type] > 0 {
                _ = promote(item, type, ids: ids)
            }
        }
    }

    // MARK: Restoring

    /// Adds what is known of the item after the last.
    mutating func restoreNext(counts: SIMD4<Float>, lastSeen timestamp: Int64) {
        entries.reserve(entries.count + 1, below: itemsMax)
        lastSeen.reserve(lastSeen.count + 1, below: itemsMax)
        entries.append(counts)
        lastSeen.append(timestamp)
    }

    /// After the last item.
    mutating func restore(top: [[UInt32]], watermark: Int64) {
        self.top = top
        epoch = decay.epoch(of: watermark)
    }

    // MARK: Counting

    private mutating func moveOn(to newer: UInt32) {
        let factor = decay.rescaling(from: epoch, to: newer)
        for index in entries.indices { entries[index] *= factor }
        epoch = newer
        cachedGrowth.timestamp = -1
    }

    private mutating func promote(_ item: UInt32, _ type: Int, ids: IDTable) -> Bool {
        let count = entries[Int(item)][type]
        if top[type].count == Self.topCount, let last = top[type].last,
            count < entries[Int(last)][type]
        {
            return false
        }
        let known = top[type].firstIndex(of: item)
        let start = known ?? top[type].count
        if known == nil { top[type].append(item) }
        var position = start
        while position > 0, isAhead(item, of: top[type][position - 1], type, ids: ids) {
            top[type].swapAt(position, position - 1)
            position -= 1
        }
        if top[type].count > Self.topCount { top[type].removeLast() }
        return known == nil ? position < Self.topCount : position < start
    }

    private func isAhead(_ a: UInt32, of b: UInt32, _ type: Int, ids: IDTable) -> Bool {
        let first = entries[Int(a)][type]
        let second = entries[Int(b)][type]
        return first > second || (first == second && ids.isOrdered(a, before: b))
    }
}
