import CovisitCore
import Simulation
import Testing

struct OracleAgreementTests {
    /// Configurations that no row can overflow, one for each feature of a matrix.
    static func configuration(_ variant: Int) -> EngineConfiguration {
        var configuration = EngineConfiguration.otto3
        configuration.updatesPerSlotToGrow = 0
        for index in configuration.matrices.indices {
            configuration.matrices[index].neighbours = 4_096
        }
        switch variant {
        case 1: configuration.matrices[0].direction = .forward
        case 2: configuration.matrices[1].distinct = false
        case 3:
            configuration.matrices[0].positions = 2
            configuration.matrices[1].withinMilliseconds = 90_000
        case 4:
            configuration.tailLength = 7
            configuration.longHistory = 5
            configuration.matrices[2].halfLifeMilliseconds = nil
        case 5:
            configuration.matrices[1].direction = .forward
            configuration.matrices[1].from = [.clicks]
            configuration.matrices[1].to = [.carts, .orders]
            configuration.objectives.clicks.history = .excluded
        case 6:
            configuration.idleTimeoutMilliseconds = 600_000
            configuration.matrices[0].halfLifeMilliseconds = 3_600_000
            configuration.popularityHalfLifeMilliseconds = 1_800_000
        case 7:
            configuration.tailLength = 64
            configuration.matrices[1].weightOfTarget = PerEventType(clicks: 2, carts: 2, orders: 5)
        case 8:
            configuration.matrices[0].distinct = false
            configuration.matrices[0].direction = .forward
            configuration.matrices[0].distanceWeight = .inverse
            configuration.matrices[0].repeats = true
            configuration.objectives.clicks.blend = .weights
            configuration.objectives.clicks.lastItems = 1
            configuration.objectives.clicks.history = .allowed
        case 9:
            // Where weights are added up, ties are for weights that are exact.
            for matrix in 0..<3 { configuration.matrices[matrix].halfLifeMilliseconds = nil }
            configuration.matrices[1].distinct = false
            configuration.matrices[1].repeats = true
            for matrix in 0..<3 { configuration.matrices[matrix].candidates = 200 }
            configuration.objectives.clicks.blend = .weights
            configuration.objectives.clicks.history = .notCurrent
            configuration.objectives.carts.blend = .weights
            configuration.objectives.orders.lastItems = 3
        default: break
        }
        return configuration
    }

    @Test(arguments: 0...9)
    func `weights and lists equal the oracle's while no row overflows`(variant: Int) throws {
        let configuration = Self.configuration(variant)
        let feed = Feed.dense(seed: UInt64(variant), events: 700).disordered(seed: 99)
        var oracle = Oracle(configuration)
        let engine = Engine(configuration)
        for (index, visit) in feed.visits.enumerated() {
            oracle.take(
                session: visit.session, item: visit.item, timestamp: visit.timestamp,
                type: visit.type)
            var batch = EventBatch()
            batch.append(visit.event(offset: Int64(index)))
            var newest = NewestLists()
            engine.step(batch) { newest.collect($0) }
            let lists = try #require(newest.bySession[visit.session])
            let expected = NewestLists.Lists(
                offset: Int64(index),
                clicks: oracle.list(session: visit.session, objective: .clicks),
                carts: oracle.list(session: visit.session, objective: .carts),
                orders: oracle.list(session: visit.session, objective: .orders))
            try #require(lists == expected, "variant \(variant), event \(index)")
        }
        try expectEqualWeights(engine, oracle, configuration)
        #expect(engine.statistics().rowCounters.pairUpdates == oracle.pairUpdates)
    }

    private func expectEqualWeights(
        _ engine: Engine, _ oracle: Oracle, _ configuration: EngineConfiguration
    ) throws {
        for matrix in configuration.matrices.indices {
            for (row, expected) in oracle.rows[matrix] ?? [:] {
                let item = try #require(engine.item(ExternalID(integer: row), in: []))
                let found = engine.neighbours(of: item, matrix: matrix, count: 10_000)
                #expect(found.count == expected.count)
                for neighbour in found {
                    let pair = Oracle.Pair(
                        matrix: matrix, row: row,
                        neighbour: engine.ids.id(neighbour.item).integer)
                    let weight = oracle.weight(pair)
                    #expect(abs(Double(neighbour.weight) - weight) <= 1e-5 * weight)
                    #expect(neighbour.atLeast == neighbour.weight)
                }
            }
        }
    }
}
