import CovisitCore

/// Holds the slow dictionaries of the oracle against the engine of a reference run: some lists on
/// the way, all weights at the end.
struct OracleCheck {
    /// One event in so many has its lists compared.
    private static let listsEvery = 16

    private var oracle: Oracle
    private let configuration: EngineConfiguration
    private var eventCount = 0
    /// Expected lists of the step under way, by the index of the event.
    private var expected: [Int: [[Int64]]] = [:]

    init(_ configuration: EngineConfiguration) {
        self.configuration = configuration
        oracle = Oracle(configuration)
    }

    mutating func take(_ visit: Traffic.Visit, index: Int) {
        oracle.take(
            session: visit.session, item: visit.item, timestamp: visit.timestamp,
            type: visit.type)
        eventCount += 1
        guard eventCount % Self.listsEvery == 0 else { return }
        expected[index] = EventType.allCases.map {
            oracle.list(session: visit.session, objective: $0)
        }
    }

    mutating func endStep() {
        expected = [:]
    }

    func disagreements(_ step: EngineStep, _ shard: Int) -> [String] {
        if expected.isEmpty { return [] }
        return step.withRanked(shard) { ranked in
            (0..<ranked.count).compactMap { index in
                guard let lists = expected[ranked.events[index]] else { return nil }
                let found = EventType.allCases.map { objective in
                    ranked.list(index, objective).items.map { step.ids.id($0).integer }
                }
                return found == lists ? nil : "the engine lists \(found), the oracle \(lists)"
            }
        }
    }

    func finalDisagreements(_ engine: Engine) -> [String] {
        var disagreements: [String] = []
        let pairUpdates = engine.statistics().rowCounters.pairUpdates
        if pairUpdates != oracle.pairUpdates {
            disagreements.append(
                "\(pairUpdates) pair updates, \(oracle.pairUpdates) by the oracle")
        }
        for matrix in configuration.matrices.indices {
            for (row, neighbours) in oracle.rows[matrix] ?? [:] {
                disagreements += self.disagreements(engine, matrix, row, neighbours.count)
            }
        }
        return disagreements
    }

    private func disagreements(
        _ engine: Engine, _ matrix: Int, _ row: Int64, _ count: Int
    ) -> [String] {
        guard let item = engine.item(ExternalID(integer: row), in: []) else {
            return ["item \(row) is unknown"]
        }
        let found = engine.neighbours(of: item, matrix: matrix, count: 10_000)
        var disagreements =
            found.count == count ? [] : ["row \(row) has \(found.count) of \(count)"]
        for neighbour in found {
            let pair = Oracle.Pair(
                matrix: matrix, row: row, neighbour: engine.ids.id(neighbour.item).integer)
            let weight = oracle.weight(pair)
            if abs(Double(neighbour.weight) - weight) > 1e-4 * weight {
                disagreements.append("\(pair): \(neighbour.weight), by the oracle \(weight)")
            }
        }
        return disagreements
    }
}
