internal import CovisitCore

/// Sessions of random items, an event a second, each type as often as the others.
struct FullSessions {
    private let itemCount: Int
    private var random: UInt64 = 1
    private var sessionCount = 0
    private var open: Range<Int> = 0..<0
    private var timestamp: Int64 = 1_700_000_000_000

    init(itemCount: Int) {
        self.itemCount = itemCount
    }

    /// So many new sessions, one after the other.
    mutating func begin(sessions count: Int, events eventsPerSession: Int) -> [Event] {
        open = sessionCount..<(sessionCount + count)
        sessionCount += count
        var events: [Event] = []
        events.reserveCapacity(count * eventsPerSession)
        for session in open {
            for _ in 0..<eventsPerSession { events.append(next(in: session)) }
        }
        return events
    }

    /// One more event of each session that was begun last.
    mutating func goOn() -> [Event] {
        open.map { next(in: $0) }
    }

    private mutating func next(in session: Int) -> Event {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        timestamp += 1_000
        let type = EventType.allCases[Int(random >> 33) % EventType.allCases.count]
        return Event(
            session: ExternalID(integer: Int64(session)),
            item: ExternalID(integer: Int64(Int(random >> 35) % itemCount)),
            timestamp: timestamp, type: type, partition: 0, offset: timestamp)
    }
}

extension [Event] {
    func batches(of count: Int) -> [EventBatch] {
        stride(from: 0, to: self.count, by: count).map { first in
            var batch = EventBatch()
            for event in self[first..<Swift.min(first + count, self.count)] { batch.append(event) }
            return batch
        }
    }
}
