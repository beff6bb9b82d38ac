import CovisitCore
import Testing

@testable import Backtest

struct TimeSplitTests {
    private static let start: Int64 = 1_600_000_000_000

    /// 400 sessions that begin at random and last for as long as it takes; some have string ids.
    private static func feed(seed: UInt64 = 5) -> TestFeed {
        var generator = SeededGenerator(seed: seed)
        var batch = EventBatch()
        for number in 0..<400 {
            let session =
                number % 7 == 0
                ? batch.intern("visitor-\(number)") : ExternalID(integer: Int64(number))
            var time = start + Int64(generator.uniform() * 1_000_000)
            for _ in 0..<Int.random(in: 1...9, using: &generator) {
                time += Int64(generator.uniform() * 30_000)
                batch.append(
                    Event(
                        session: session,
                        item: ExternalID(integer: Int64.random(in: 1...50, using: &generator)),
                        timestamp: time,
                        type: EventType.allCases[Int.random(in: 0...2, using: &generator)],
                        partition: 0, offset: 0))
            }
        }
        let feed = TestFeed(batch)
        return feed
    }

    /// Name, time, item and type of all events of a feed.
    private struct Seen: Hashable {
        var session: String
        var timestamp: Int64
        var item: Int64
        var type: EventType
    }

    private static func seen(_ feed: TestFeed) -> [Seen] {
        feed.batches.flatMap { batch in
            batch.events.map { event in
                let session =
                    event.session.isInteger
                    ? "\(event.session.integer)"
                    : String(decoding: batch.arena[event.session.range], as: UTF8.self)
                return Seen(
                    session: session, timestamp: event.timestamp, item: event.item.integer,
                    type: event.type)
            }
        }
    }

    @Test(arguments: [1.0, 0.9, 0.5, 0.2, 0.01])
    func `no event of the split or later is learnt from, no session of training is validated`(
        share: Double
    ) {
        let feed = Self.feed()
        let time = SplitPoint.share(share == 1 ? 0.9999 : share).time(in: feed)
        let split = TimeSplit(feed, at: time)
        let all = Self.seen(feed)
        let begins = Dictionary(all.map { ($0.session, $0.timestamp) }) { min($0, $1) }
        let training = Self.seen(split.training)
        let validation = Self.seen(split.validation)
        #expect(training == all.filter { $0.timestamp < time })
        #expect(validation == all.filter { (begins[$0.session] ?? 0) >= time })
        #expect(Set(training.map(\.session)).isDisjoint(with: validation.map(\.session)))
        #expect(training.count + validation.count + split.leftOutEventCount == all.count)
        let straddling = Set(all.filter { $0.timestamp >= time }.map(\.session))
            .intersection(training.map(\.session))
        #expect(split.straddlingSessionCount == straddling.count)
        #expect(split.validatedSessionCount == Set(validation.map(\.session)).count)
        if share == 0.5 { #expect(straddling.count > 5) }
    }

    @Test func `a share, a span and a time say where`() {
        let feed = Self.feed()
        let times = Self.seen(feed).map(\.timestamp)
        let half = SplitPoint.share(0.5).time(in: feed)
        #expect(abs(times.count { $0 >= half } - times.count / 2) <= 1)
        #expect(SplitPoint.last(1_000).time(in: feed) == (times.last ?? 0) - 1_000)
        #expect(SplitPoint.time(5).time(in: feed) == 5)
    }

    // MARK: What a search sees

    private static func data(
        _ protocolName: TuningProtocol = .otto, _ learning: Learning = .static, seed: UInt64 = 1
    ) -> TuningData {
        let feed = feed()
        let split = TimeSplit(feed, at: SplitPoint.share(0.5).time(in: feed))
        return TuningData(split, protocolName, learning, seed: seed)
    }

    @Test func `halves share no session, hold all that can be judged, and are alike in size`() {
        let data = Self.data()
        let sessions = Dictionary(grouping: Self.seen(data.split.validation), by: \.session)
        let judged = sessions.values.count { $0.count > 1 }
        #expect(Set(data.choosing).isDisjoint(with: data.heldOut))
        #expect(Set(data.choosing).union(data.heldOut).count == judged)
        #expect(abs(data.choosing.count - data.heldOut.count) <= 1)
        #expect(Self.data(seed: 2).choosing.sorted() != data.choosing.sorted())
        #expect(Self.data().choosing == data.choosing)
    }

    @Test func `labels are what comes behind the cut, by brute force`() throws {
        let data = Self.data()
        let whole = Dictionary(grouping: Self.seen(data.split.validation), by: \.session)
        var cuts: Set<Bool> = []
        for sessions in [data.choosing, data.heldOut] {
            let trial = data.trial(data.split.training, sessions: sessions, .total)
            guard case .labels(let labels) = trial.truth else {
                Issue.record("no labels")
                return
            }
            #expect(Set(labels.keys) == Set(sessions))
            let shown = Dictionary(grouping: Self.seen(trial.test), by: \.session)
            #expect(shown.count == sessions.count)
            for (name, visible) in shown {
                let events = try #require(whole[name])
                #expect(!visible.isEmpty && visible.count < events.count)
                #expect(Array(events.prefix(visible.count)) == visible)
                cuts.insert(visible.count * 2 < events.count)
                let rest = events.dropFirst(visible.count)
                func items(_ type: EventType) -> [Int64] {
                    rest.filter { $0.type == type }.map(\.item)
                }
                var batch = EventBatch()
                let id = Int64(name).map(ExternalID.init(integer:)) ?? batch.intern(name)
                let session = try #require(trial.catalogue.session(id, in: batch.arena))
                let found = try #require(labels[session])
                func numbers(_ items: [Int64]) -> Set<UInt32> {
                    Set(items.compactMap { trial.catalogue.item(ExternalID(integer: $0), in: []) })
                }
                #expect(Set(found.clicks) == numbers(Array(items(.clicks).prefix(1))))
                #expect(found.clicks.count <= 1)
                #expect(Set(found.carts) == numbers(items(.carts)))
                #expect(Set(found.carts).count == found.carts.count)
                #expect(Set(found.orders) == numbers(items(.orders)))
                #expect(Set(found.orders).count == found.orders.count)
            }
        }
        #expect(cuts == [true, false])
    }

    @Test func `every place of a session is cut as often`() {
        var generator = SeededGenerator(seed: 9)
        var counts = [Int](repeating: 0, count: 5)
        let visits = (0..<5).map { (item: UInt32($0), type: EventType.carts) }
        for _ in 0..<4_000 { counts[SessionCut(visits, using: &generator).shownCount] += 1 }
        #expect(counts[0] == 0)
        for count in counts.dropFirst() { #expect(abs(count - 1_000) < 110) }
        let shortest = SessionCut(Array(visits.prefix(2)), using: &generator)
        #expect(shortest.shownCount == 1)
        #expect(shortest.labels.carts == [1])
    }

    @Test func `a rung learns from the newest events, and has a part of the next one's sessions`() {
        let data = Self.data()
        let all = Self.seen(data.split.training)
        let third = Self.seen(data.training(1.0 / 3))
        #expect(third == all.suffix((all.count + 2) / 3))
        #expect(Self.seen(data.training(1)) == all)
        #expect(data.sample(1) == data.choosing)
        // So few sessions are never divided further.
        #expect(data.sample(0.1) == data.choosing)
    }

    @Test func `where learning goes on the other sessions are seen, and frozen they are not`() {
        let still = Self.data(.nextItem, .static)
        let moving = Self.data(.nextItem, .streaming)
        func seen(_ data: TuningData) -> Int {
            data.trial(data.split.training, sessions: data.choosing, .total).test.eventCount
        }
        #expect(seen(moving) == moving.split.validation.eventCount)
        #expect(seen(still) < seen(moving))
    }

    @Test func `a record that came twice is not on both sides of a cut`() throws {
        var batch = EventBatch()
        for (session, times) in [(1, [0, 10]), (2, [100, 100, 100]), (3, [100, 101])]
            as [(Int64, [Int64])]
        {
            for time in times {
                batch.append(
                    Event(
                        session: ExternalID(integer: session), item: ExternalID(integer: 7),
                        timestamp: Self.start + time, type: .clicks, partition: 0, offset: 0))
            }
        }
        let feed = TestFeed(batch)
        let data = TuningData(
            TimeSplit(feed, at: Self.start + 50), .otto, .static, seed: 1)
        // Session 2 is one event.
        #expect(data.choosing.count + data.heldOut.count == 1)
    }
}
