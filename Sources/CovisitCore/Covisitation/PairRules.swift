/// A `MatrixSpec` made ready for bit sets over a tail.
struct PairRules: Sendable {
    let index: UInt8
    let from: EventTypeSet
    let to: EventTypeSet
    let isForward: Bool
    let within: Int64
    let positions: Int
    let distinct: Bool
    let weights: PerEventType<Float>
    /// The types of `to` by their weight, heaviest first; types of equal weight stand together.
    let targetTiers: [(types: EventTypeSet, weight: Float)]

    init(_ spec: MatrixSpec, index: Int) {
        self.index = UInt8(index)
        from = spec.from
        to = spec.to
        isForward = spec.direction == .forward
        within = spec.withinMilliseconds
        positions = spec.positions
        distinct = spec.distinct
        weights = spec.weightOfTarget
        let byWeight = Dictionary(grouping: EventType.allCases.filter(spec.to.contains)) {
            spec.weightOfTarget[$0]
        }
        targetTiers = byWeight.sorted { $0.key > $1.key }.map { weight, types in
            (EventTypeSet(types.map(EventTypeSet.init)), weight)
        }
    }
}
