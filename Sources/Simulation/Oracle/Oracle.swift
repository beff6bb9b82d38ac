package import CovisitCore

/// The engine's definition, slow and obvious: plain dictionaries, nothing bounded but the tails,
/// one event after the other.
///
/// Shares no code with the engine but its configuration and its powers of two. Ids are integers
/// here.
package struct Oracle {
    package struct Pair: Hashable {
        package var matrix: Int
        package var row: Int64
        package var neighbour: Int64

        package init(matrix: Int, row: Int64, neighbour: Int64) {
            self.matrix = matrix
            self.row = row
            self.neighbour = neighbour
        }
    }

    package struct Visit: Equatable {
        package var item: Int64
        package var timestamp: Int64
        package var type: EventType
    }

    let configuration: EngineConfiguration
    package private(set) var tails: [Int64: [Visit]] = [:]
    private var lastTimestamps: [Int64: Int64] = [:]
    /// Neighbours of a row, exact to the engine's arithmetic: 32 bits, forward decay.
    package private(set) var rows: [Int: [Int64: [Int64: DecayedWeight]]] = [:]
    private var popularity: [EventType: [Int64: DecayedWeight]] = [:]
    package private(set) var watermark: Int64 = 0
    package private(set) var pairUpdates = 0
    package private(set) var largestRow = 0

    package init(_ configuration: EngineConfiguration) {
        self.configuration = configuration
    }

    /// Takes an event; afterwards `list` answers as of this event.
    package mutating func take(session: Int64, item: Int64, timestamp: Int64, type: EventType) {
        watermark = max(watermark, timestamp)
        popularity[type, default: [:]][item, default: DecayedWeight()]
            .add(1, at: timestamp, halfLife: configuration.popularityHalfLifeMilliseconds)

        if let last = lastTimestamps[session],
            timestamp - last > configuration.idleTimeoutMilliseconds
                || watermark - last > 2 * configuration.idleTimeoutMilliseconds
        {
            tails[session] = []
        }
        lastTimestamps[session] = max(lastTimestamps[session] ?? 0, timestamp)

        var tail = tails[session] ?? []
        let visit = Visit(item: item, timestamp: timestamp, type: type)
        if tail.contains(visit) { return }
        let place = tail.firstIndex { $0.timestamp > timestamp } ?? tail.count
        tail.insert(visit, at: place)
        var newest = place
        if tail.count > configuration.tailLength {
            tail.removeFirst()
            newest -= 1
        }
        tails[session] = tail
        if newest < 0 { return }
        for (matrix, spec) in configuration.matrices.enumerated() {
            learn(tail, newest: newest, matrix: matrix, spec: spec)
        }
    }

    private mutating func learn(_ tail: [Visit], newest: Int, matrix: Int, spec: MatrixSpec) {
        struct Best {
            var weight: Float = 0
            var timestamp: Int64 = 0
        }
        struct ItemPair: Hashable {
            var x: Int64
            var y: Int64
        }
        var before: [ItemPair: Float] = [:]
        var now: [ItemPair: Best] = [:]
        let item = tail[newest].item
        // From the newest on, as the engine does: the order in which weights are added up shows in
        // their last place.
        for (i, x) in tail.enumerated().reversed() where spec.from.contains(x.type) {
            for (j, y) in tail.enumerated().reversed() where spec.to.contains(y.type) {
                if x.item == y.item && (!spec.repeats || i == j) { continue }
                if x.item != item && y.item != item { continue }
                if spec.direction == .forward && i > j { continue }
                if abs(i - j) > spec.positions { continue }
                if abs(x.timestamp - y.timestamp) > spec.withinMilliseconds { continue }
                let weight =
                    spec.weightOfTarget[y.type] * spec.distanceWeight.factor(abs(i - j))
                let pair = ItemPair(x: x.item, y: y.item)
                if i == newest || j == newest {
                    let timestamp = max(x.timestamp, y.timestamp)
                    if !spec.distinct {
                        add(matrix, x.item, y.item, weight, timestamp, spec)
                    } else if weight > now[pair]?.weight ?? 0 {
                        now[pair] = Best(weight: weight, timestamp: timestamp)
                    }
                } else {
                    before[pair] = max(before[pair] ?? 0, weight)
                }
            }
        }
        for (pair, best) in now {
            let gain = best.weight - (before[pair] ?? 0)
            if gain > 0 { add(matrix, pair.x, pair.y, gain, best.timestamp, spec) }
        }
    }

    private mutating func add(
        _ matrix: Int, _ x: Int64, _ y: Int64, _ weight: Float, _ timestamp: Int64,
        _ spec: MatrixSpec
    ) {
        if weight == 0 { return }
        pairUpdates += 1
        rows[matrix, default: [:]][x, default: [:]][y, default: DecayedWeight()]
            .add(weight, at: timestamp, halfLife: spec.halfLifeMilliseconds)
        largestRow = max(largestRow, rows[matrix]?[x]?.count ?? 0)
    }

    /// The true weight of a pair as of the watermark, in full precision.
    package func weight(_ pair: Pair) -> Double {
        rows[pair.matrix]?[pair.row]?[pair.neighbour]?.exact(
            at: watermark, halfLife: configuration.matrices[pair.matrix].halfLifeMilliseconds) ?? 0
    }

    /// A row's heaviest neighbours, by id where weights are equal.
    func top(matrix: Int, row: Int64, count: Int) -> [Int64] {
        heaviest(
            rows[matrix]?[row] ?? [:], count: count,
            halfLife: configuration.matrices[matrix].halfLifeMilliseconds)
    }

    /// A neighbour's weight to the engine's arithmetic, as of the watermark.
    func roundedWeight(matrix: Int, row: Int64, neighbour: Int64) -> Float {
        rows[matrix]?[row]?[neighbour]?.roundedNow(
            at: watermark, halfLife: configuration.matrices[matrix].halfLifeMilliseconds) ?? 0
    }

    func popular(_ type: EventType) -> [Int64] {
        heaviest(
            popularity[type] ?? [:], count: 20,
            halfLife: configuration.popularityHalfLifeMilliseconds)
    }

    private func heaviest(
        _ weights: [Int64: DecayedWeight], count: Int, halfLife: Int64?
    ) -> [Int64] {
        var entries: [(id: Int64, weight: Float)] = []
        for (id, weight) in weights {
            entries.append((id, weight.rounded(at: watermark, halfLife: halfLife)))
        }
        entries.sort { a, b in a.weight > b.weight || (a.weight == b.weight && a.id < b.id) }
        return entries.prefix(count).map(\.id)
    }
}
