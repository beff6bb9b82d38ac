import CovisitCore
import Simulation

/// Traffic for tests, and what an engine and the oracle make of it.
struct Feed {
    let visits: [Traffic.Visit]

    /// Few items and quick visitors, so that rows are busy and sessions long.
    static func dense(seed: UInt64, events: Int, items: Int = 200) -> Feed {
        var shape = TrafficShape()
        shape.events = events
        shape.items = items
        shape.seed = seed
        shape.meanGapMilliseconds = 20_000
        shape.sessionLengthMedian = 12
        shape.cartShare = 0.2
        shape.orderShare = 0.1
        var traffic = Traffic(shape)
        return Feed(visits: (0..<events).map { _ in traffic.next() })
    }

    /// The same visits, some a little late or sent twice.
    func disordered(seed: UInt64) -> Feed {
        var random = SeededGenerator(seed: seed)
        var visits: [Traffic.Visit] = []
        for visit in self.visits {
            let place = random.uniform() < 0.1 ? max(0, visits.count - 5) : visits.count
            visits.insert(visit, at: place)
            if random.uniform() < 0.02 { visits.append(visit) }
        }
        return Feed(visits: visits)
    }

    func batches(of size: Int) -> [EventBatch] {
        stride(from: 0, to: visits.count, by: size).map { start in
            var batch = EventBatch()
            for index in start..<min(start + size, visits.count) {
                batch.append(visits[index].event(offset: Int64(index)))
            }
            return batch
        }
    }
}

extension Traffic.Visit {
    func event(offset: Int64) -> Event {
        Event(
            session: ExternalID(integer: session), item: ExternalID(integer: item),
            timestamp: timestamp, type: type, partition: 0, offset: offset)
    }
}

/// The newest lists of each session, and the offset they are as of.
struct NewestLists: Equatable {
    struct Lists: Equatable {
        var offset: Int64
        var clicks: [Int64]
        var carts: [Int64]
        var orders: [Int64]
    }

    var bySession: [Int64: Lists] = [:]

    mutating func collect(_ step: EngineStep) {
        for (session, lists) in Self.all(of: step) { bySession[session] = lists }
    }

    /// Every list of a step, with its session.
    static func all(of step: EngineStep) -> [(session: Int64, lists: Lists)] {
        (0..<Engine.shardCount).flatMap { shard in
            step.withRanked(shard) { ranked in
                (0..<ranked.count).map { index in
                    let event = step.batch.events[ranked.events[index]]
                    let lists = EventType.allCases.map { objective in
                        ranked.list(index, objective).items.map { step.ids.id($0).integer }
                    }
                    return (
                        event.session.integer,
                        Lists(
                            offset: event.offset, clicks: lists[0], carts: lists[1],
                            orders: lists[2])
                    )
                }
            }
        }
    }
}

extension Engine {
    /// Takes a feed in batches of `size`.
    func run(_ feed: Feed, batchesOf size: Int) -> NewestLists {
        var newest = NewestLists()
        for batch in feed.batches(of: size) {
            step(batch) { newest.collect($0) }
        }
        return newest
    }
}
