internal import CovisitCore

extension SettingsSchema {
    /// What the engine holds.
    static let stateKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "sessions.max", .integer(64...100_000_000), \.settings.engine.sessionsMax,
            "Sessions held; above that the one idle for longest goes first."),
        SettingKey(
            "sessions.tail", .integer(2...64), \.settings.engine.tailLength,
            "Events that a session remembers."),
        SettingKey(
            "sessions.idle_timeout", .duration(1_000...years),
            \.settings.engine.idleTimeoutMilliseconds,
            "A session without an event for this long starts anew."),
        SettingKey(
            "items.max", .integer(64...500_000_000), \.settings.engine.itemsMax,
            "Items held; above that the ones not seen for longest go first."),
        SettingKey(
            "popularity.half_life", .duration(60_000...years),
            \.settings.engine.popularityHalfLifeMilliseconds,
            "An item's popularity halves in this span of event time."),
        SettingKey(
            "rows.updates_per_slot_to_grow", .integer(0...1_000),
            \.settings.engine.updatesPerSlotToGrow,
            "A full row doubles once it has had this many updates for each of its slots."),
    ]

    private static let objectiveKeys: [SettingKey<ObjectiveSpec>] = [
        SettingKey(
            "history", .choice(HistoryPolicy.allCases.map(\.rawValue)), \.history,
            "Whether items of the session's own history may be recommended again, and where."),
        SettingKey(
            "blend", .choice(Blend.allCases.map(\.rawValue)), \.blend,
            "votes: neighbours by how many rows name them; weights: by the sum of their weights."),
        SettingKey(
            "last_items", .integer(1...64), \.lastItems,
            "How many of the session's distinct items, the newest, propose neighbours."),
        SettingKey(
            "popularity", .choices(EventType.words), \.popularity,
            "Popular items of these types fill what is left of the list, in this order."),
        SettingKey(
            "recency_floor", .number(0...1), \.recencyFloor,
            "Recency weight of a long history's oldest event: 2^floor - 1."),
    ]

    private static let rankingNameKeys: [SettingKey<SettingsDraft.RankingNames>] = [
        SettingKey(
            "matrices", .texts(.matrixName), \.matrices,
            "Matrices whose rows of all history items propose neighbours."),
        SettingKey(
            "purchase_matrices", .texts(.matrixName), \.purchaseMatrices,
            "Matrices whose rows of carted and ordered items propose neighbours."),
    ]

    /// What the lists are made of.
    static let rankingKeys: [SettingKey<SettingsDraft>] =
        rankingNameKeys.map { $0.lifted("ranking.clicks", into: \.ranking.clicks) }
        + objectiveKeys.map {
            $0.lifted("ranking.clicks", into: \.settings.engine.objectives.clicks)
        }
        + rankingNameKeys.map { $0.lifted("ranking.carts", into: \.ranking.carts) }
        + objectiveKeys.map {
            $0.lifted("ranking.carts", into: \.settings.engine.objectives.carts)
        }
        + rankingNameKeys.map { $0.lifted("ranking.orders", into: \.ranking.orders) }
        + objectiveKeys.map {
            $0.lifted("ranking.orders", into: \.settings.engine.objectives.orders)
        }
        + [
            SettingKey(
                "ranking.type_weights.clicks", .number(0...1_000_000), \.typeWeights.clicks,
                "Weight of a click in a session's history."),
            SettingKey(
                "ranking.type_weights.carts", .number(0...1_000_000), \.typeWeights.carts,
                "Weight of a cart in a session's history."),
            SettingKey(
                "ranking.type_weights.orders", .number(0...1_000_000), \.typeWeights.orders,
                "Weight of an order in a session's history."),
            SettingKey(
                "ranking.list_length", .integer(1...20), \.settings.engine.listLength,
                "Items in a published list."),
            SettingKey(
                "ranking.long_history", .integer(1...64), \.settings.engine.longHistory,
                "Distinct items of a session from which its lists are made of history alone."),
        ]
}
