/// The objectives made ready: which rows a session's lists are made from, and how they blend.
///
/// The rules are those of Deotte's handcrafted candidate ranking (github team-kokko/otto): a
/// session with at least `longHistory` distinct items is shown those again, by recency and type;
/// any other first its history, newest first, then the neighbours that most of its items name,
/// then what is popular.
struct RankingRules: Sendable {
    /// A list that is computed once, for all objectives with the same specification.
    struct Recipe: Sendable {
        let spec: ObjectiveSpec
        /// Recency weight of the i-th of n history events at `n * tailLength + i`.
        let recency: [Float]
    }

    let recipes: [Recipe]
    /// The recipe of each objective.
    let recipeOfObjective: [Int]
    let listLength: Int
    let longHistory: Int
    let tailLength: Int

    init(_ configuration: EngineConfiguration) {
        listLength = configuration.listLength
        longHistory = configuration.longHistory
        let tailLength = configuration.tailLength
        self.tailLength = tailLength
        var specs: [ObjectiveSpec] = []
        recipeOfObjective = EventType.allCases.map { type in
            let spec = configuration.objectives[type]
            if let known = specs.firstIndex(of: spec) { return known }
            specs.append(spec)
            return specs.count - 1
        }
        recipes = specs.map { spec in
            Recipe(
                spec: spec,
                recency: Self.recencyTable(floor: spec.recencyFloor, tailLength: tailLength))
        }
    }

    /// 2^x − 1 for x from `floor` to 1 in equal steps (`numpy.logspace(floor, 1, n, base=2) - 1`),
    /// for every n up to the tail's length.
    private static func recencyTable(floor: Double, tailLength: Int) -> [Float] {
        var table = [Float](repeating: 1, count: (tailLength + 1) * tailLength)
        for count in 2...tailLength {
            for index in 0..<count {
                let x = floor + (1 - floor) * Double(index) / Double(count - 1)
                table[count * tailLength + index] = Float(powerOfTwo(x) - 1)
            }
        }
        return table
    }

    func isLong(distinctItems: Int, _ spec: ObjectiveSpec) -> Bool {
        spec.history == .first && distinctItems >= longHistory
    }

    /// Most rows that the lists of one session are made from.
    var readsMax: Int {
        recipes.reduce(0) { sum, recipe in
            let items = recipe.spec.history == .first ? min(longHistory, tailLength) : tailLength
            return sum + min(items, recipe.spec.lastItems) * recipe.spec.matricesOfHistory.count
                + tailLength * recipe.spec.matricesOfPurchases.count
        }
    }

    var wantsWeights: Bool { recipes.contains { $0.spec.blend == .weights } }

    /// Whether the lists of an objective, nil being all, take a recipe.
    func isWanted(_ recipe: Int, for objective: EventType?) -> Bool {
        objective.map { recipeOfObjective[Int($0.rawValue)] == recipe } ?? true
    }

    /// The rows that `SessionRanker` will want for a history, in the order it wants them.
    func appendReads(
        of history: HistoryItems, for objective: EventType?, into reads: inout [RowRead]
    ) {
        for (index, recipe) in recipes.enumerated() where isWanted(index, for: objective) {
            if !isLong(distinctItems: history.all.count, recipe.spec) {
                for matrix in recipe.spec.matricesOfHistory {
                    for item in history.all.prefix(recipe.spec.lastItems) {
                        reads.append(RowRead(row: item, matrix: UInt8(matrix)))
                    }
                }
            }
            for matrix in recipe.spec.matricesOfPurchases {
                for item in history.purchases {
                    reads.append(RowRead(row: item, matrix: UInt8(matrix)))
                }
            }
        }
    }
}

/// The distinct items of a history, newest first; read anew for every session, to save
/// allocations.
struct HistoryItems {
    private(set) var all: [UInt32] = []
    /// Those that were carted or ordered.
    private(set) var purchases: [UInt32] = []

    /// The items that the policy keeps from being candidates.
    func barred(by policy: HistoryPolicy) -> ArraySlice<UInt32> {
        switch policy {
        case .first, .excluded: all[...]
        case .notCurrent: all.prefix(1)
        case .allowed: []
        }
    }

    mutating func read(_ history: ArraySlice<TailEvent>) {
        all.removeAll(keepingCapacity: true)
        purchases.removeAll(keepingCapacity: true)
        for event in history.reversed() {
            if !all.contains(event.item) { all.append(event.item) }
            if event.type != .clicks, !purchases.contains(event.item) {
                purchases.append(event.item)
            }
        }
    }
}
