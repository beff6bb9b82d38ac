internal import CovisitCore

extension SettingsSchema {
    /// Half-life of `weight: recency` where the matrix does not say its own.
    static let recencyHalfLifeMilliseconds = Int64(14 * day)
    /// Most matrices.
    static let matrixCountMax = 16
    /// Matrices that stand ready by one name.
    static let presets: [String: [MatrixSpec]] = ["otto-3": EngineConfiguration.otto3.matrices]

    /// What a matrix of the list is before any of its fields is read.
    static func newMatrix(_ name: String) -> MatrixSpec {
        MatrixSpec(name: name, withinMilliseconds: Int64(day))
    }

    /// Every field of a matrix but its name; in the order in which they are applied.
    static let matrixKeys: [SettingKey<MatrixSpec>] = [
        SettingKey(
            "from", .choices(EventType.words, atLeast: 1), \.from, "Event types of x."),
        SettingKey(
            "to", .choices(EventType.words, atLeast: 1), \.to, "Event types of y."),
        SettingKey(
            "direction", .choice(MatrixSpec.Direction.allCases.map(\.rawValue)), \.direction,
            "forward: only pairs in which x comes before y."),
        SettingKey(
            "within", .duration(1_000...years), \.withinMilliseconds,
            "Largest difference of the two event times."),
        SettingKey(
            "positions", .integer(1...64), \.positions,
            "Largest distance of the two events in the session's tail."),
        SettingKey("distinct", .boolean, \.distinct, "A pair of items counts once per session."),
        SettingKey(
            "repeats", .boolean, \.repeats, "An item that comes again is its own neighbour."),
        SettingKey(
            "weight", .choice(["one", "recency"]),
            "one: each pair counts 1; recency: 1 when new, halving with half_life.",
            read: { _ in nil },
            write: { matrix, value in
                matrix.weightOfTarget = PerEventType(clicks: 1, carts: 1, orders: 1)
                if String(setting: value) == "recency", matrix.halfLifeMilliseconds == nil {
                    matrix.halfLifeMilliseconds = recencyHalfLifeMilliseconds
                }
            }),
        SettingKey(
            "weight.type_of_target.clicks", .number(0...1_000_000), \.weightOfTarget.clicks,
            "Weight of a pair whose y is a click."),
        SettingKey(
            "weight.type_of_target.carts", .number(0...1_000_000), \.weightOfTarget.carts,
            "Weight of a pair whose y is a cart."),
        SettingKey(
            "weight.type_of_target.orders", .number(0...1_000_000), \.weightOfTarget.orders,
            "Weight of a pair whose y is an order."),
        SettingKey(
            "distance", .choice(MatrixSpec.DistanceWeight.allCases.map(\.rawValue)),
            \.distanceWeight,
            "How a weight falls with the distance of the two events in the tail."),
        SettingKey(
            "half_life", .duration(60_000...years, orNone: true),
            "A weight halves in this span of event time; none: never.",
            read: { .integer(Int($0.halfLifeMilliseconds ?? 0)) },
            write: { matrix, value in
                let milliseconds = Int64(setting: value)
                matrix.halfLifeMilliseconds = milliseconds == 0 ? nil : milliseconds
            }),
        SettingKey(
            "neighbours", .powerOfTwo(16...65_536), \.neighbours,
            "Most neighbours that an item keeps."),
        SettingKey(
            "candidates", .integer(1...256), \.candidates,
            "How many of an item's top neighbours it proposes when a session is ranked."),
    ]
}
