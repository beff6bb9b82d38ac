/// Settings that decide what state means, by their paths in the configuration file; times in
/// milliseconds. What only decides how lists are made is not among them.
extension EngineConfiguration {
    /// In a fixed order, the matrices last, each with the same fields.
    package var stateKeys: [StateKey] {
        let general = [
            StateKey(name: "sessions.max", value: "\(sessionsMax)"),
            StateKey(name: "sessions.tail", value: "\(tailLength)"),
            StateKey(name: "sessions.idle_timeout", value: "\(idleTimeoutMilliseconds)"),
            StateKey(name: "items.max", value: "\(itemsMax)"),
            StateKey(name: "popularity.half_life", value: "\(popularityHalfLifeMilliseconds)"),
            StateKey(name: "rows.updates_per_slot_to_grow", value: "\(updatesPerSlotToGrow)"),
            StateKey(
                name: "output.related_items_interval",
                value: relatedIntervalMilliseconds.map { "\($0)" } ?? "none"),
        ]
        return general + matrices.flatMap(\.stateKeys)
    }
}

extension MatrixSpec {
    var stateKeys: [StateKey] {
        var fields = [
            ("from", from.words), ("to", to.words), ("direction", direction.rawValue),
            ("within", "\(withinMilliseconds)"), ("positions", "\(positions)"),
            ("distinct", "\(distinct)"),
            ("weight.type_of_target.clicks", weight(of: .clicks)),
            ("weight.type_of_target.carts", weight(of: .carts)),
            ("weight.type_of_target.orders", weight(of: .orders)),
            ("half_life", halfLifeMilliseconds.map { "\($0)" } ?? "none"),
            ("neighbours", "\(neighbours)"),
        ]
        // The first snapshots do not know them.
        if repeats { fields.append(("repeats", "true")) }
        if distanceWeight != .none { fields.append(("distance", distanceWeight.rawValue)) }
        return fields.map { StateKey(name: "matrices.\(name).\($0)", value: $1) }
    }

    /// A type that is none of `to` never weighs anything.
    private func weight(of type: EventType) -> String {
        to.contains(type) ? "\(weightOfTarget[type])" : "none"
    }
}

extension EventTypeSet {
    fileprivate var words: String {
        EventType.allCases.filter(contains).map { "\($0)" }.joined(separator: ",")
    }
}
