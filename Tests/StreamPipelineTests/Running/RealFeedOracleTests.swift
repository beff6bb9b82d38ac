import CovisitCore
import Simulation
import StreamPipeline
import SystemPackage
import Testing

struct RealFeedOracleTests {
    /// Rows that hold whatever comes.
    private var roomy: EngineConfiguration {
        var configuration = EngineConfiguration.otto3
        configuration.updatesPerSlotToGrow = 0
        for index in configuration.matrices.indices {
            configuration.matrices[index].neighbours = 65_536
        }
        return configuration
    }

    @Test func `REES46: weights and newest lists equal the oracle's`() async throws {
        try await compare(RealFeed.events(RealFeed.rees46))
    }

    @Test func `JD appliances: weights and newest lists equal the oracle's`() async throws {
        guard let data = Environment.dataFolder else {
            print("skipped: jd_appliances may not be copied here; set COVISITD_DATA to its parent")
            return
        }
        try await compare(
            RealFeed.events(data.appending("jd_appliances/events.jsonl.gz")))
    }

    /// What the daemon counts that the kill tests kill, with the settings that it has there: its
    /// digest, which this prints, is that of the daemon.
    @Test(arguments: [10_000, 50_000])
    func `the feed of the kill tests: weights and newest lists equal the oracle's`(
        count: Int
    ) async throws {
        var shape = TrafficShape()
        shape.events = count
        var traffic = Traffic(shape)
        let events = (0..<count).map { index in
            let visit = traffic.next()
            return Event(
                session: ExternalID(integer: visit.session),
                item: ExternalID(integer: visit.item), timestamp: visit.timestamp,
                type: visit.type, partition: 0, offset: Int64(index))
        }
        let engine = try await compare(events)
        let digest = String(engine.digest(), radix: 16)
        print("\(count) events as the oracle counts them: digest \(digest)")
    }

    @discardableResult
    private func compare(_ events: [Event]) async throws -> Engine {
        var lastOfSession: [Int64: Int] = [:]
        for (index, event) in events.enumerated() { lastOfSession[event.session.integer] = index }

        let engine = Engine(roomy)
        var lists: [Int64: [[Int64]]] = [:]
        var batch = EventBatch()
        for event in events { batch.append(event) }
        await ShardDriver(workers: 2).step(engine, batch, options: StepOptions()) { step in
            for shard in 0..<Engine.shardCount {
                let found = step.withRanked(shard) { ranked in
                    (0..<ranked.count).map { index in
                        let session = step.batch.events[ranked.events[index]].session.integer
                        let lists = EventType.allCases.map { objective in
                            ranked.list(index, objective).items.map { step.ids.id($0).integer }
                        }
                        return (session, lists)
                    }
                }
                for (session, list) in found { lists[session] = list }
            }
        }

        var oracle = Oracle(roomy)
        for (index, event) in events.enumerated() {
            let session = event.session.integer
            oracle.take(
                session: session, item: event.item.integer, timestamp: event.timestamp,
                type: event.type)
            guard lastOfSession[session] == index else { continue }
            let expected = EventType.allCases.map { oracle.list(session: session, objective: $0) }
            try #require(lists[session] == expected, "session \(session)")
        }
        try expectEqualWeights(engine, oracle)
        return engine
    }

    private func expectEqualWeights(_ engine: Engine, _ oracle: Oracle) throws {
        var pairs = 0
        for (matrix, rows) in oracle.rows {
            for (row, expected) in rows {
                let item = try #require(engine.item(ExternalID(integer: row), in: []))
                let found = engine.neighbours(of: item, matrix: matrix, count: 100_000)
                try #require(found.count == expected.count)
                for neighbour in found {
                    let pair = Oracle.Pair(
                        matrix: matrix, row: row,
                        neighbour: engine.ids.id(neighbour.item).integer)
                    let weight = oracle.weight(pair)
                    try #require(abs(Double(neighbour.weight) - weight) <= 1e-5 * weight)
                    pairs += 1
                }
            }
        }
        #expect(pairs > 0)
    }
}
