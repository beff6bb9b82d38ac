/// Why a session's lists are what they are: the reasons for each item of each list.
package struct Explanation: Sendable {
    /// What proposed an item.
    package enum Source: Sendable, Equatable {
        /// The session has it already.
        case history
        /// It is a neighbour, in this matrix, of this item of the session.
        case matrix(Int, of: UInt32)
        /// It is among the popular items of this type.
        case popularity(EventType)
    }

    package struct Reason: Sendable, Equatable {
        package var source: Source
        /// The session's events that it rests on, oldest first.
        package var events: [TailEvent] = []
        /// What it adds to the item's vote v. A score is its tier and, for neighbours and in a
        /// list made of a long history, v / (1 + v); elsewhere v itself.
        package var adds: Float
        /// The neighbour's weight with its lower bound, where a matrix is the source.
        package var neighbour: Neighbour?
    }

    /// For each objective, the reasons for the item at each place of its list.
    package internal(set) var reasons: PerEventType<[[Reason]]>
}

extension EngineReader {
    /// Works out again what `SessionRanker` adds up for the items that it has listed.
    func explain(_ ranked: RankedSessions, of tail: ArraySlice<TailEvent>) -> Explanation {
        let byRecipe = rules.recipes.indices.map { index -> [[Explanation.Reason]] in
            guard let type = EventType.allCases.first(where: { recipe(of: $0) == index })
            else { return [] }
            var explainer = ListExplainer(
                list: ranked.list(0, type), tail: tail, recipe: rules.recipes[index],
                rules: rules)
            explainer.readHistory()
            explainer.readRows(of: engine)
            explainer.readPopularity(engine.popularItems)
            return explainer.reasons
        }
        return Explanation(
            reasons: PerEventType(
                clicks: byRecipe[recipe(of: .clicks)], carts: byRecipe[recipe(of: .carts)],
                orders: byRecipe[recipe(of: .orders)]))
    }

    private func recipe(of type: EventType) -> Int {
        rules.recipeOfObjective[Int(type.rawValue)]
    }
}

/// Finds the reasons for the items of one list; the twin of `SessionRanker`.
private struct ListExplainer {
    private(set) var reasons: [[Explanation.Reason]]
    private let items: [UInt32]
    private let scores: [Float]
    private let tail: [TailEvent]
    private let recipe: RankingRules.Recipe
    private let tailLength: Int
    private let listLength: Int
    private let isLong: Bool
    private var history = HistoryItems()

    init(
        list: (items: ArraySlice<UInt32>, scores: ArraySlice<Float>),
        tail: ArraySlice<TailEvent>, recipe: RankingRules.Recipe, rules: RankingRules
    ) {
        items = Array(list.items)
        scores = Array(list.scores)
        self.tail = Array(tail)
        self.recipe = recipe
        tailLength = rules.tailLength
        listLength = rules.listLength
        reasons = Array(repeating: [], count: items.count)
        history.read(tail)
        isLong = rules.isLong(distinctItems: history.all.count, recipe.spec)
    }

    private func events(of item: UInt32) -> [TailEvent] { tail.filter { $0.item == item } }

    mutating func readHistory() {
        guard recipe.spec.history == .first else { return }
        for (rank, item) in history.all.enumerated() {
            guard let place = items.firstIndex(of: item) else { continue }
            if !isLong, rank >= listLength { return }
            reasons[place].append(
                Explanation.Reason(
                    source: .history, events: events(of: item),
                    adds: isLong ? vote(for: item) : 1 / Float(rank + 2)))
        }
    }

    /// What the events of a long history give to their item, by recency and type.
    private func vote(for item: UInt32) -> Float {
        let first = tail.count * tailLength
        return tail.indices.filter { tail[$0].item == item }.reduce(0) { sum, index in
            sum + recipe.recency[first + index] * recipe.spec.typeWeights[tail[index].type]
        }
    }

    mutating func readRows(of engine: Engine) {
        let spec = recipe.spec
        if !isLong {
            for matrix in spec.matricesOfHistory {
                for item in history.all.prefix(spec.lastItems) { readRow(item, matrix, engine) }
            }
        }
        for matrix in spec.matricesOfPurchases {
            for item in history.purchases { readRow(item, matrix, engine) }
        }
    }

    private mutating func readRow(_ row: UInt32, _ matrix: Int, _ engine: Engine) {
        let barred = isLong ? [] : history.barred(by: recipe.spec.history)
        let count = engine.configuration.matrices[matrix].candidates
        for neighbour in engine.neighbours(of: row, matrix: matrix, count: count) {
            guard let place = items.firstIndex(of: neighbour.item),
                !barred.contains(neighbour.item)
            else { continue }
            reasons[place].append(
                Explanation.Reason(
                    source: .matrix(matrix, of: row), events: events(of: row),
                    adds: adds(neighbour), neighbour: neighbour))
        }
    }

    private func adds(_ neighbour: Neighbour) -> Float {
        if isLong { return SessionRanker.purchaseNeighbourBonus }
        return recipe.spec.blend == .weights ? neighbour.weight : 1
    }

    /// Only what nothing else has proposed is there for being popular.
    mutating func readPopularity(_ popular: PerEventType<ArraySlice<UInt32>>) {
        for place in items.indices where scores[place] < 1 {
            for type in recipe.spec.popularity {
                guard let rank = popular[type].firstIndex(of: items[place]) else { continue }
                reasons[place].append(
                    Explanation.Reason(
                        source: .popularity(type),
                        adds: 1 / Float(rank - popular[type].startIndex + 2)))
                break
            }
        }
    }
}
