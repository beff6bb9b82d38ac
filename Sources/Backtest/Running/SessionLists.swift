package import CovisitCore

/// The three lists of a session, item numbers of the catalogue, best first.
package struct SessionLists: Sendable {
    package var clicks: [UInt32] = []
    package var carts: [UInt32] = []
    package var orders: [UInt32] = []

    package init() {}

    package subscript(objective: EventType) -> [UInt32] {
        get {
            switch objective {
            case .clicks: clicks
            case .carts: carts
            case .orders: orders
            }
        }
        set {
            switch objective {
            case .clicks: clicks = newValue
            case .carts: carts = newValue
            case .orders: orders = newValue
            }
        }
    }
}

extension EngineStep {
    /// The step's lists by the index of their event in the batch.
    func lists(_ catalogue: Catalogue) -> [Int: SessionLists] {
        var byEvent: [Int: SessionLists] = [:]
        for shard in 0..<Engine.shardCount {
            let ofShard = withRanked(shard) { ranked in
                (0..<ranked.count).map { index in
                    var lists = SessionLists()
                    for objective in EventType.allCases {
                        lists[objective] = ranked.list(index, objective).items.compactMap {
                            catalogue.item(ids.id($0), in: ids.arena)
                        }
                    }
                    return (ranked.events[index], lists)
                }
            }
            for (event, lists) in ofShard { byEvent[event] = lists }
        }
        return byEvent
    }
}
