/// Emits what the event that was just put at `newest` of the tail adds to the matrices.
///
/// For each matrix and each other item in the tail there is at most one delta a direction when
/// the matrix is `distinct`: the highest weight of a pair with the new event, less the highest
/// that any earlier pair of the two items had. At most 2 × (tail length − 1) deltas a matrix.
func emitPairs(
    of newest: Int, tail: UnsafePointer<TailEvent>, count: Int, places: borrowing TailPlaces,
    rules: UnsafeBufferPointer<PairRules>, into deltas: inout [PairDelta]
) {
    let item = tail[newest].item
    let type = EventTypeSet(tail[newest].type)
    let own = places.placesOfItem[places.index(of: item)]
    for rule in rules {
        let asSource = !rule.from.isDisjoint(with: type)
        let asTarget = !rule.to.isDisjoint(with: type)
        if !asSource && !asTarget { continue }
        let reach = reachable(from: newest, tail: tail, count: count, rule: rule)
        let emitter = PairEmitter(
            tail: tail, count: count, rule: rule, twins: own & ~(1 << UInt64(newest)),
            sources: places.places(of: rule.from), places: places)
        if rule.distinct {
            for index in 0..<places.itemCount where places.items[index] != item {
                let held = places.placesOfItem[index]
                if held & reach == 0 { continue }
                if asSource { emitter.emitBest(from: newest, to: held, reach, into: &deltas) }
                if asTarget { emitter.emitBest(to: newest, from: held, reach, into: &deltas) }
            }
        } else {
            var partners = rule.repeats ? reach : reach & ~own
            while partners != 0 {
                let place = 63 - partners.leadingZeroBitCount
                partners &= ~(1 << UInt64(place))
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
    let rule: PairRules
    /// The other places of the new event's item.
    let twins: UInt64
    /// Places whose type is one of `from`.
    let sources: UInt64
    /// Places whose type is in each of the rule's tiers of weight, heaviest first.
    let tiers: (UInt64, UInt64, UInt64)

    init(
        tail: UnsafePointer<TailEvent>, count: Int, rule: PairRules, twins: UInt64,
        sources: UInt64, places: borrowing TailPlaces
    ) {
        self.tail = tail
        self.count = count
        self.rule = rule
        self.twins = twins
        self.sources = sources
        tiers = (
            places.places(of: rule.tiers.0.types), places.places(of: rule.tiers.1.types),
            places.places(of: rule.tiers.2.types)
        )
    }

    /// The pair (new event, other item) at its best, as far as it is better than before.
    @inline(__always)
    func emitBest(
        from source: Int, to held: UInt64, _ reach: UInt64, into deltas: inout [PairDelta]
    ) {
        guard let (target, weight) = bestTarget(of: source, among: held & reach) else { return }
        var known: Float = 0
        var others = twins & sources
        while others != 0 {
            let twin = others.trailingZeroBitCount
            others &= others - 1
            let near = reachable(from: twin, tail: tail, count: count, rule: rule)
            if let (_, earlier) = bestTarget(of: twin, among: held & near) {
                known = max(known, earlier)
            }
        }
        append(source: source, target: target, weight: weight - known, into: &deltas)
    }

    /// The pair (other item, new event) as far as it is better than before.
    @inline(__always)
    func emitBest(
        to target: Int, from held: UInt64, _ reach: UInt64, into deltas: inout [PairDelta]
    ) {
        guard let source = newestSource(of: target, among: held & reach) else { return }
        var known: Float = 0
        var others = twins & (tiers.0 | tiers.1 | tiers.2)
        while others != 0 {
            let twin = others.trailingZeroBitCount
            others &= others - 1
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
        var weight = rule.weights[tail[target].type]
        if rule.distanceWeight != .none {
            weight *= rule.distanceWeight.factor(abs(source - target))
        }
        append(source: source, target: target, weight: weight, into: &deltas)
    }

    @inline(__always)
    private func bestTarget(of source: Int, among held: UInt64) -> (place: Int, weight: Float)? {
        var candidates = held
        if rule.isForward { candidates &= ~((1 << UInt64(source)) - 1) }
        let first = candidates & tiers.0
        if first != 0 { return (63 - first.leadingZeroBitCount, rule.tiers.0.weight) }
        let second = candidates & tiers.1
        if second != 0 { return (63 - second.leadingZeroBitCount, rule.tiers.1.weight) }
        let third = candidates & tiers.2
        if third != 0 { return (63 - third.leadingZeroBitCount, rule.tiers.2.weight) }
        return nil
    }

    @inline(__always)
    private func newestSource(of target: Int, among held: UInt64) -> Int? {
        var candidates = held & sources
        if rule.isForward { candidates &= (1 << UInt64(target)) - 1 }
        return candidates == 0 ? nil : 63 - candidates.leadingZeroBitCount
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
