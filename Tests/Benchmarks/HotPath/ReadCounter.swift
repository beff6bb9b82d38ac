internal import CovisitCore

/// How many rows the lists of a batch are made from, by the published rules: each distinct item
/// of a history that is not long, each cart and order, once for every matrix and different
/// objective.
struct ReadCounter {
    private let longHistory: Int
    private let tailLength: Int
    private let objectives: [ObjectiveSpec]
    private var tails: [Int64: [(item: Int64, type: EventType)]] = [:]

    init(_ configuration: EngineConfiguration) {
        longHistory = configuration.longHistory
        tailLength = configuration.tailLength
        var objectives: [ObjectiveSpec] = []
        for type in EventType.allCases where !objectives.contains(configuration.objectives[type]) {
            objectives.append(configuration.objectives[type])
        }
        self.objectives = objectives
    }

    /// Takes a batch; each session that it touches is ranked once, as of its last event.
    mutating func take(_ events: ArraySlice<Event>) -> Int {
        for event in events {
            tails[event.session.integer, default: []].append((event.item.integer, event.type))
            if tails[event.session.integer]?.count == tailLength + 1 {
                tails[event.session.integer]?.removeFirst()
            }
        }
        return Set(events.lazy.map(\.session.integer)).reduce(0) { $0 + reads(of: $1) }
    }

    private func reads(of session: Int64) -> Int {
        let tail = tails[session] ?? []
        let items = Set(tail.lazy.map(\.item)).count
        let purchases = Set(tail.lazy.filter { $0.type != .clicks }.map(\.item)).count
        return objectives.reduce(0) { sum, objective in
            let isLong = objective.history == .first && items >= longHistory
            return sum + (isLong ? 0 : items * objective.matricesOfHistory.count)
                + purchases * objective.matricesOfPurchases.count
        }
    }
}
