import CovisitCore
import Simulation
import Testing

/// Traffic in which everything happens that a state can go through: late and repeated events,
/// string ids, sessions that expire and are evicted, items that are retired, rows that grow and
/// overflow, epochs that pass.
struct StrangeFeed {
    struct Visit {
        var session: String
        var item: String
        var timestamp: Int64
        var type: EventType
    }

    let seed: UInt64
    let events: [Visit]

    init(seed: UInt64, events count: Int) {
        self.seed = seed
        let feed = Feed.dense(seed: seed, events: count, items: 900).disordered(seed: seed &+ 1)
        var shift: Int64 = 0
        events = feed.visits.enumerated().map { index, visit in
            // Twice in a feed, two epochs of popularity pass at once.
            if index % (count / 3) == count / 3 - 1 { shift += 2 * 32 * 600_000 }
            return Visit(
                session: Self.name(visit.session, 5), item: Self.name(visit.item, 7),
                timestamp: visit.timestamp + shift, type: visit.type)
        }
    }

    private static func name(_ number: Int64, _ rarity: Int64) -> String {
        if number % rarity != 0 { return String(number) }
        return "ü-\(number)" + String(repeating: "x", count: Int(number % 50))
    }

    var configuration: EngineConfiguration {
        var configuration = EngineConfiguration.otto3
        configuration.sessionsMax = 128
        configuration.itemsMax = 160
        configuration.tailLength = 20
        configuration.idleTimeoutMilliseconds = 3_600_000
        configuration.popularityHalfLifeMilliseconds = 600_000
        configuration.relatedIntervalMilliseconds = 400_000
        configuration.matrices[0].neighbours = 16
        configuration.matrices[0].halfLifeMilliseconds = 600_000
        configuration.matrices[1].neighbours = 64
        configuration.matrices[2].halfLifeMilliseconds = nil
        return configuration
    }

    /// Places to cut the feed: seeded, both ends, and just before epochs pass.
    var cuts: [Int] {
        var random = SeededGenerator(seed: seed &* 77)
        let some = (0..<4).map { _ in Int(random.next() % UInt64(events.count)) }
        return Set(some + [0, 1, events.count / 3 - 1, events.count]).sorted()
    }

    func expectAllHappened(to engine: Engine) {
        let statistics = engine.statistics()
        #expect(statistics.itemsRetired > 0)
        #expect(statistics.sessionCounters.duplicates > 0)
        #expect(statistics.sessionCounters.expired > 0)
        #expect(statistics.sessionCounters.evicted > 0)
        #expect(statistics.rowCounters.admitted > 0)
        #expect(statistics.rowCounters.refused > 0)
    }
}

extension EventBatch {
    mutating func append(_ visit: StrangeFeed.Visit, offset: Int64) {
        append(
            Event(
                session: id(visit.session), item: id(visit.item), timestamp: visit.timestamp,
                type: visit.type, partition: 0, offset: offset))
    }

    private mutating func id(_ name: String) -> ExternalID {
        Int64(name).map { ExternalID(integer: $0) } ?? intern(name)
    }
}

/// An engine on its way through a feed, and what it says.
final class Run {
    struct Published: Equatable {
        var item: String
        var timestamp: Int64
        var neighbours: [[String]]
        var weights: [[Float]]
    }

    let engine: Engine
    private(set) var lists: [String: [[String]]] = [:]
    private(set) var published: [Published] = []

    init(_ engine: Engine) {
        self.engine = engine
    }

    func take(
        _ visits: ArraySlice<StrangeFeed.Visit>, batchesOf size: Int,
        between: (Engine) -> Void = { _ in }
    ) {
        for start in stride(from: visits.startIndex, to: visits.endIndex, by: size) {
            var batch = EventBatch()
            for index in start..<min(start + size, visits.endIndex) {
                batch.append(visits[index], offset: Int64(index))
            }
            engine.step(batch) { step in
                collectLists(step)
                if let due = engine.relatedDue() { collect(due) }
            }
            between(engine)
        }
    }

    func take(
        _ visits: [StrangeFeed.Visit], batchesOf size: Int,
        between: (Engine) -> Void = { _ in }
    ) {
        take(visits[...], batchesOf: size, between: between)
    }

    func finish() {
        collect(engine.relatedRemaining())
    }

    private func collect(_ query: RelatedQuery) {
        for piece in query.pieces {
            for related in query.take(piece) {
                published.append(
                    Published(
                        item: engine.ids.name(related.item), timestamp: related.timestamp,
                        neighbours: related.lists.map { $0.map { engine.ids.name($0.item) } },
                        weights: related.lists.map { $0.map(\.weight) }))
            }
        }
    }

    private func collectLists(_ step: borrowing EngineStep) {
        for shard in 0..<Engine.shardCount {
            let batch = step.batch
            let ids = step.ids
            step.withRanked(shard) { ranked in
                (0..<ranked.count).map { index in
                    let session = batch.events[ranked.events[index]].session
                    let lists = EventType.allCases.map { objective in
                        ranked.list(index, objective).items.map { ids.name($0) }
                    }
                    return (session.name(in: batch.arena), lists)
                }
            }.forEach { lists[$0.0] = $0.1 }
        }
    }
}

extension ExternalID {
    func name(in arena: [UInt8]) -> String {
        isInteger ? "\(integer)" : String(decoding: arena[range], as: UTF8.self)
    }
}

extension IDTable {
    func name(_ number: UInt32) -> String { id(number).name(in: arena) }
}
