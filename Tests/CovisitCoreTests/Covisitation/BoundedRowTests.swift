import CovisitCore
import Simulation
import Testing

struct BoundedRowTests {
    @Test(arguments: zip([16, 32, 64], [nil, 3_600_000, 14 * 86_400_000] as [Int64?]))
    func `at_least is a lower bound, and total is exact, when rows overflow`(
        neighbours: Int, halfLife: Int64?
    ) throws {
        var configuration = EngineConfiguration.otto3
        for index in configuration.matrices.indices {
            configuration.matrices[index].neighbours = neighbours
            configuration.matrices[index].halfLifeMilliseconds = halfLife
        }
        let feed = Feed.dense(seed: 11, events: 3_000, items: 1_500)
        let engine = Engine(configuration)
        var oracle = Oracle(configuration)
        for visit in feed.visits {
            oracle.take(
                session: visit.session, item: visit.item, timestamp: visit.timestamp,
                type: visit.type)
        }
        for batch in feed.batches(of: 1_000) { engine.step(batch, lists: false) }
        #expect(oracle.largestRow > neighbours)
        var inherited = 0
        for matrix in configuration.matrices.indices {
            for (row, exact) in oracle.rows[matrix] ?? [:] {
                let item = try #require(engine.item(ExternalID(integer: row), in: []))
                let found = engine.neighbours(of: item, matrix: matrix, count: 10_000)
                #expect(found.count <= neighbours)
                var total = 0.0
                for neighbour in exact.keys {
                    total += oracle.weight(
                        Oracle.Pair(matrix: matrix, row: row, neighbour: neighbour))
                }
                let counted = Double(engine.totalWeight(of: item, matrix: matrix))
                #expect(abs(counted - total) <= 1e-4 * total)
                for neighbour in found {
                    let truth = oracle.weight(
                        Oracle.Pair(
                            matrix: matrix, row: row,
                            neighbour: engine.ids.id(neighbour.item).integer))
                    #expect(Double(neighbour.atLeast) <= truth * (1 + 1e-5))
                    #expect(neighbour.atLeast <= neighbour.weight)
                    if neighbour.atLeast < neighbour.weight { inherited += 1 }
                }
            }
        }
        #expect(inherited > 0)
    }

    /// Thirty-two heavy neighbours among thousands of light ones, in a row of 64.
    @Test func `heavy neighbours stay in a full row`() throws {
        var configuration = EngineConfiguration.otto3
        configuration.matrices[0].neighbours = 64
        configuration.matrices[0].halfLifeMilliseconds = nil
        let engine = Engine(configuration)
        var batch = EventBatch()
        var random = SeededGenerator(seed: 8)
        for session in Int64(0)..<12_000 {
            let isHeavy = random.uniform() < 0.4
            let partner = isHeavy ? Int64(random.next() % 32) + 1 : 1_000 + session
            for (place, item) in [Int64(0), partner].enumerated() {
                batch.append(
                    Event(
                        session: ExternalID(integer: session), item: ExternalID(integer: item),
                        timestamp: 1_600_000_000_000 + session * 10 + Int64(place), type: .clicks,
                        partition: 0, offset: 0))
            }
        }
        engine.step(batch, lists: false)
        let hub = try #require(engine.item(ExternalID(integer: 0), in: []))
        let top = engine.neighbours(of: hub, matrix: 0, count: 32)
        let heavy = top.filter { engine.ids.id($0.item).integer <= 32 }
        #expect(heavy.count >= 30)
    }
}
