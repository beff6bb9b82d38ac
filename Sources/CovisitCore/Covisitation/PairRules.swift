/// A `MatrixSpec` made ready for bit sets over a tail; no references, so that copying is free.
struct PairRules: Sendable, BitwiseCopyable {
    /// Types of equal weight; none in a tier that is not needed.
    struct Tier: Sendable, BitwiseCopyable {
        var types: EventTypeSet = []
        var weight: Float = 0
    }

    let index: UInt8
    let from: EventTypeSet
    let to: EventTypeSet
    let isForward: Bool
    let within: Int64
    let positions: Int
    let distinct: Bool
    let repeats: Bool
    let weights: PerEventType<Float>
    let distanceWeight: MatrixSpec.DistanceWeight
    /// The types of `to` by their weight, heaviest first.
    let tiers: (Tier, Tier, Tier)

    init(_ spec: MatrixSpec, index: Int) {
        self.index = UInt8(index)
        from = spec.from
        to = spec.to
        isForward = spec.direction == .forward
        within = spec.withinMilliseconds
        positions = spec.positions
        distinct = spec.distinct
        repeats = spec.repeats
        weights = spec.weightOfTarget
        distanceWeight = spec.distanceWeight
        let byWeight = Dictionary(grouping: EventType.allCases.filter(spec.to.contains)) {
            spec.weightOfTarget[$0]
        }
        var sorted = byWeight.sorted { $0.key > $1.key }.map { weight, types in
            Tier(types: EventTypeSet(types.map(EventTypeSet.init)), weight: weight)
        }
        while sorted.count < 3 { sorted.append(Tier()) }
        tiers = (sorted[0], sorted[1], sorted[2])
    }
}
