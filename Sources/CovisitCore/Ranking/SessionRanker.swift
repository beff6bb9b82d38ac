/// Makes a session's lists from its history, the rows that were read for it, and what is popular.
struct SessionRanker: ~Copyable {
    private let rules: RankingRules
    private(set) var ranked: RankedSessions
    private var votes = VoteCounter()
    private var items: [UInt32] = []
    private var scores: [Float] = []
    private var top: [Int] = []
    /// The finished list of each recipe.
    private var lists: [(items: [UInt32], scores: [Float])]
    private var historyItems = HistoryItems()

    /// What each neighbour of a purchase adds in a list made of a long history.
    static let purchaseNeighbourBonus: Float = 0.1
    /// Keeps the largest votes from rounding up to the next tier.
    private static let shareMax: Float = 0.999_999

    init(_ rules: RankingRules) {
        self.rules = rules
        ranked = RankedSessions(listLength: rules.listLength)
        lists = Array(repeating: ([], []), count: rules.recipes.count)
    }

    mutating func removeAll() {
        ranked.removeAll()
    }

    /// `reads` are the places on `board` of the rows that `RankingRules.appendReads` asked for;
    /// `popular` are the top items by type; `objective` is the only one whose list is made, if any.
    mutating func rank(
        event: Int, isNewest: Bool, only objective: EventType?, history: ArraySlice<TailEvent>,
        reads: Range<Int>, board: ReadBoard, popular: PerEventType<ArraySlice<UInt32>>,
        ids: IDTable
    ) {
        historyItems.read(history)
        let distinctCount = historyItems.all.count
        var next = reads.lowerBound
        for (index, recipe) in rules.recipes.enumerated() {
            items.removeAll(keepingCapacity: true)
            scores.removeAll(keepingCapacity: true)
            defer {
                swap(&lists[index].items, &items)
                swap(&lists[index].scores, &scores)
            }
            if !rules.isWanted(index, for: objective) { continue }
            let isLong = rules.isLong(distinctItems: distinctCount, recipe.spec)
            let proposing = min(distinctCount, recipe.spec.lastItems)
            let rows = isLong ? 0 : proposing * recipe.spec.matricesOfHistory.count
            let purchaseRows = historyItems.purchases.count * recipe.spec.matricesOfPurchases.count
            let own = next..<(next + rows + purchaseRows)
            next = own.upperBound
            if isLong {
                rankLong(history, recipe, reads: own, board: board, ids: ids)
            } else {
                rankShort(recipe.spec, reads: own, board: board)
            }
            for type in recipe.spec.popularity { fill(with: popular[type], recipe.spec.history) }
        }
        ranked.append(event: event, isNewest: isNewest)
        for recipe in rules.recipeOfObjective {
            ranked.append(items: lists[recipe].items, scores: lists[recipe].scores)
        }
    }

    /// A long history: every event votes for its item by recency and type.
    private mutating func rankLong(
        _ history: ArraySlice<TailEvent>, _ recipe: RankingRules.Recipe, reads: Range<Int>,
        board: ReadBoard, ids: IDTable
    ) {
        votes.removeAll()
        let first = history.count * rules.tailLength
        for (index, event) in history.enumerated() {
            votes.add(
                recipe.recency[first + index] * recipe.spec.typeWeights[event.type],
                to: event.item)
        }
        for place in reads {
            for neighbour in board.neighbours(at: place) {
                votes.add(Self.purchaseNeighbourBonus, to: neighbour)
            }
        }
        appendTop(tier: 2, idsForTies: ids)
    }

    /// History first, if it is to be there, then neighbours as the blend says.
    private mutating func rankShort(
        _ spec: ObjectiveSpec, reads: Range<Int>, board: ReadBoard
    ) {
        if spec.history == .first {
            for (rank, item) in historyItems.all.prefix(rules.listLength).enumerated() {
                items.append(item)
                scores.append(2 + 1 / Float(rank + 2))
            }
        }
        votes.removeAll()
        for item in historyItems.barred(by: spec.history) { votes.bar(item) }
        for place in reads {
            let neighbours = board.neighbours(at: place)
            if spec.blend == .weights {
                for (neighbour, weight) in zip(neighbours, board.weights(at: place)) {
                    votes.add(weight, to: neighbour)
                }
            } else {
                for neighbour in neighbours { votes.add(1, to: neighbour) }
            }
        }
        appendTop(tier: 1, idsForTies: nil)
    }

    /// Appends the items with most votes; among equals the one with the smaller id, or, without
    /// `idsForTies`, the one that was named first (as Python's `Counter.most_common`).
    private mutating func appendTop(tier: Float, idsForTies: IDTable?) {
        let room = rules.listLength - items.count
        if room == 0 { return }
        top.removeAll(keepingCapacity: true)
        for entry in 0..<votes.count {
            if top.count == room, votes.vote(entry) < votes.vote(top[room - 1]) { continue }
            var position = top.count
            while position > 0, isAhead(entry, of: top[position - 1], idsForTies) { position -= 1 }
            if position == room { continue }
            if top.count == room { top.removeLast() }
            top.insert(entry, at: position)
        }
        for entry in top {
            let vote = votes.vote(entry)
            items.append(votes.item(entry))
            scores.append(tier + min(vote / (1 + vote), Self.shareMax))
        }
    }

    private func isAhead(_ entry: Int, of other: Int, _ idsForTies: IDTable?) -> Bool {
        let first = votes.vote(entry)
        let second = votes.vote(other)
        if first != second { return first > second }
        return idsForTies?.isOrdered(votes.item(entry), before: votes.item(other)) ?? false
    }

    /// Fills what is left of the list with popular items that are not in it yet.
    private mutating func fill(with popular: ArraySlice<UInt32>, _ policy: HistoryPolicy) {
        let barred = historyItems.barred(by: policy)
        for (rank, item) in popular.enumerated() {
            if items.count == rules.listLength { return }
            if items.contains(item) || barred.contains(item) { continue }
            items.append(item)
            scores.append(1 / Float(rank + 2))
        }
    }
}
