package import CovisitCore

/// The three lists of a session, best first.
package struct SessionLists: Sendable {
    /// Item numbers of the catalogue.
    package var items = PerEventType<[UInt32]>(clicks: [], carts: [], orders: [])
    /// Beside each item what is published as its score.
    package var scores = PerEventType<[Float]>(clicks: [], carts: [], orders: [])

    package init() {}
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
                        let list = ranked.list(index, objective)
                        lists.items[objective] = list.items.map {
                            number(of: $0, in: catalogue)
                        }
                        lists.scores[objective] = Array(list.scores)
                    }
                    return (ranked.events[index], lists)
                }
            }
            for (event, lists) in ofShard { byEvent[event] = lists }
        }
        return byEvent
    }

    private func number(of item: UInt32, in catalogue: Catalogue) -> UInt32 {
        guard let number = catalogue.item(ids.id(item), in: ids.arena) else {
            preconditionFailure("an engine knows items of the catalogue's feeds only")
        }
        return number
    }
}
