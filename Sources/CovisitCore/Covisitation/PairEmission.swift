/// Bit sets over the places of a tail: bit i stands for the i-th event, oldest first.
///
/// With at most 64 places, "the events of item b within a day of this one that it may be paired
/// with" is a handful of machine instructions. Kept from event to event to save allocations.
struct TailPlaces {
    /// The distinct items, newest first, and the places of each.
    private(set) var items: [UInt32] = []
    private(set) var placesOfItem: [UInt64] = []
    private(set) var placesOfType: (clicks: UInt64, carts: UInt64, orders: UInt64) = (0, 0, 0)

    mutating func read(_ tail: UnsafePointer<TailEvent>, count: Int) {
        items.removeAll(keepingCapacity: true)
        placesOfItem.removeAll(keepingCapacity: true)
        placesOfType = (0, 0, 0)
        for place in stride(from: count - 1, through: 0, by: -1) {
            let bit: UInt64 = 1 << UInt64(place)
            switch tail[place].type {
            case .clicks: placesOfType.clicks |= bit
            case .carts: placesOfType.carts |= bit
            case .orders: placesOfType.orders |= bit
            }
            if let known = items.firstIndex(of: tail[place].item) {
                placesOfItem[known] |= bit
            } else {
                items.append(tail[place].item)
                placesOfItem.append(bit)
            }
        }
    }

    func places(of types: EventTypeSet) -> UInt64 {
        (types.contains(.clicks) ? placesOfType.clicks : 0)
            | (types.contains(.carts) ? placesOfType.carts : 0)
            | (types.contains(.orders) ? placesOfType.orders : 0)
    }
}

/// Emits what the event that was just put at `newest` of the tail adds to the matrices.
///
/// For each matrix and each other item in the tail there is at most one delta a direction when
/// the matrix is `distinct`: the highest weight of a pair with the new event, less the highest
/// that any earlier pair of the two items had. At most 2 × (tail length − 1) deltas a matrix.
func emitPairs(
    of newest: Int, tail: UnsafePointer<TailEvent>, count: Int, places: TailPlaces,
    rules: [PairRules], into deltas: inout [PairDelta]
) {
    let event = tail[newest]
    for rule in rules {
        let asSource = rule.from.contains(event.type)
        let asTarget = rule.to.contains(event.type)
        if !asSource && !asTarget { continue }
        let reach = reachable(from: newest, tail: tail, count: count, rule: rule)
        let emitter = PairEmitter(tail: tail, count: count, places: places, rule: rule)
        if rule.distinct {
            for (item, held) in zip(places.items, places.placesOfItem) where item != event.item {
                if held & reach == 0 { continue }
                if asSource { emitter.emitBest(from: newest, to: held, reach, into: &deltas) }
                if asTarget { emitter.emitBest(to: newest, from: held, reach, into: &deltas) }
            }
        } else {
            for place in stride(from: count - 1, through: 0, by: -1)
            where reach & (1 << UInt64(place)) != 0 && tail[place].item != event.item {
                if asSource { emitter.emit(from: newest, to: place, into: &deltas) }
                if asTarget { emitter.emit(from: place, to: newest, into: &deltas) }
            }
        }
    }
}

/// Places that an event may be paired with by distance in time and in the tail.
@inline(__always)
private func reachable(
    from place: Int, tail: UnsafePointer<TailEvent>, count: Int, rule: PairRules
) -> UInt64 {
    var first = max(0, place - rule.positions)
    var last = min(count - 1, place + rule.positions)
    let timestamp = tail[place].timestamp
    while first < place, timestamp - tail[first].timestamp > rule.within { first += 1 }
    while last > place, tail[last].timestamp - timestamp > rule.within { last -= 1 }
    let upTo = last == 63 ? UInt64.max : (1 << UInt64(last + 1)) - 1
    return upTo & ~((1 << UInt64(first)) - 1) & ~(1 << UInt64(place))
}

/// The rules of one matrix applied to one tail.
private struct PairEmitter {
    let tail: UnsafePointer<TailEvent>
    let count: Int
    let places: TailPlaces
    let rule: PairRules

    /// The pair (new event, other item) at its best, as far as it is better than before.
    @inline(__always)
    func emitBest(from source: Int, to held: UInt64, _ reach: UInt64, into deltas: inout [PairDelta])
    {
        guard let (target, weight) = bestTarget(of: source, among: held & reach) else { return }
        var known: Float = 0
        forEachTwin(of: source, types: rule.from) { twin in
            let near = reachable(from: twin, tail: tail, count: count, rule: rule)
            if let (_, earlier) = bestTarget(of: twin, among: held & near) {
                known = max(known, earlier)
            }
        }
        append(source: source, target: target, weight: weight - known, into: &deltas)
    }

    /// The pair (other item, new event) as far as it is better than before.
    @inline(__always)
    func emitBest(to target: Int, from held: UInt64, _ reach: UInt64, into deltas: inout [PairDelta])
    {
        guard let source = newestSource(of: target, among: held & reach) else { return }
        var known: Float = 0
        forEachTwin(of: target, types: rule.to) { twin in
            let near = reachable(from: twin, tail: tail, count: count, rule: rule)
            if newestSource(of: twin, among: held & near) != nil {
                known = max(known, rule.weights[tail[twin].type])
            }
        }
        let weight = rule.weights[tail[target].type]
        append(source: source, target: target, weight: weight - known, into: &deltas)
    }

    /// The pair of two events, whatever was counted before.
    @inline(__always)
    func emit(from source: Int, to target: Int, into deltas: inout [PairDelta]) {
        if rule.isForward && source > target { return }
        guard rule.from.contains(tail[source].type), rule.to.contains(tail[target].type) else {
            return
        }
        let weight = rule.weights[tail[target].type]
        append(source: source, target: target, weight: weight, into: &deltas)
    }

    @inline(__always)
    private func bestTarget(of source: Int, among held: UInt64) -> (place: Int, weight: Float)? {
        var candidates = held
        if rule.isForward { candidates &= ~((1 << UInt64(source)) - 1) }
        for tier in rule.targetTiers {
            let ofTier = candidates & places.places(of: tier.types)
            if ofTier != 0 { return (63 - ofTier.leadingZeroBitCount, tier.weight) }
        }
        return nil
    }

    @inline(__always)
    private func newestSource(of target: Int, among held: UInt64) -> Int? {
        var candidates = held & places.places(of: rule.from)
        if rule.isForward { candidates &= (1 << UInt64(target)) - 1 }
        return candidates == 0 ? nil : 63 - candidates.leadingZeroBitCount
    }

    /// The other events of the same item with one of `types`.
    @inline(__always)
    private func forEachTwin(of place: Int, types: EventTypeSet, _ body: (Int) -> Void) {
        guard let known = places.items.firstIndex(of: tail[place].item) else { return }
        var twins = places.placesOfItem[known] & places.places(of: types)
        twins &= ~(1 << UInt64(place))
        while twins != 0 {
            let twin = twins.trailingZeroBitCount
            twins &= twins - 1
            body(twin)
        }
    }

    @inline(__always)
    private func append(source: Int, target: Int, weight: Float, into deltas: inout [PairDelta]) {
        guard weight > 0 else { return }
        deltas.append(
            PairDelta(
                timestamp: max(tail[source].timestamp, tail[target].timestamp),
                row: tail[source].item, neighbour: tail[target].item, weight: weight,
                matrix: rule.index))
    }
}
