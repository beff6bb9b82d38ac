import CovisitCore
import Simulation
import Testing

struct ListOptionTests {
    private func batch(_ visits: [(session: Int64, item: Int64, minute: Int64)]) -> EventBatch {
        var batch = EventBatch()
        for (index, visit) in visits.enumerated() {
            batch.append(
                Event(
                    session: ExternalID(integer: visit.session),
                    item: ExternalID(integer: visit.item),
                    timestamp: 1_600_000_000_000 + visit.minute * 60_000, type: .clicks,
                    partition: 0, offset: Int64(index)))
        }
        return batch
    }

    @Test func `weights of rows that rest in earlier epochs are decayed to the present`() {
        var configuration = EngineConfiguration.otto3
        configuration.matrices[0].halfLifeMilliseconds = 60_000
        configuration.objectives.clicks.blend = .weights
        configuration.objectives.clicks.popularity = []
        let engine = Engine(configuration)
        // Items 1 and 10 together eight times, an hour later 2 and 20 once.
        for session in Int64(0)..<8 {
            engine.step(batch([(session, 1, 0), (session, 10, 0)]), lists: false)
        }
        engine.step(batch([(100, 2, 60), (100, 20, 60)]), lists: false)
        var newest = NewestLists()
        engine.step(batch([(200, 1, 61), (200, 2, 61)])) { newest.collect($0) }
        #expect(newest.bySession[200]?.clicks == [2, 1, 20, 10])
    }

    @Test func `weights of matrices with other half-lives are of one scale`() {
        var configuration = EngineConfiguration.otto3
        configuration.matrices[0].halfLifeMilliseconds = 14 * 86_400_000
        configuration.matrices[1].halfLifeMilliseconds = 28 * 86_400_000
        configuration.objectives.clicks.matricesOfHistory = [0, 1]
        configuration.objectives.clicks.blend = .weights
        configuration.objectives.clicks.popularity = []
        // Only in the second matrix: orders weigh 3 there.
        configuration.matrices[0].to = [.clicks]
        let engine = Engine(configuration)
        var batch = EventBatch()
        func add(_ session: Int64, _ item: Int64, _ type: EventType) {
            batch.append(
                Event(
                    session: ExternalID(integer: session), item: ExternalID(integer: item),
                    timestamp: 1_661_724_000_000, type: type, partition: 0, offset: 0))
        }
        add(1, 1, .clicks)
        add(1, 10, .clicks)
        add(2, 1, .clicks)
        add(2, 20, .orders)
        engine.step(batch, lists: false)
        batch.removeAll()
        add(3, 1, .clicks)
        var newest = NewestLists()
        engine.step(batch) { newest.collect($0) }
        // 10 weighs 1 + 1, 20 weighs 3; by distance from the landmark 10 would be far ahead.
        #expect(newest.bySession[3]?.clicks == [1, 20, 10])
    }

    @Test func `a step that does not learn leaves rows and popularity as they are`() {
        let feed = Feed.dense(seed: 3, events: 600)
        let trained = Engine(.otto3)
        for batch in feed.batches(of: 100) { trained.step(batch, lists: false) }
        let before = trained.statistics()
        let popular = trained.popularity(of: 0, .clicks)
        let total = trained.totalWeight(of: 0, matrix: 0)
        let frozen = StepOptions(teaching: .none)
        for batch in Feed.dense(seed: 4, events: 600).batches(of: 100) {
            trained.step(batch, options: frozen)
        }
        let after = trained.statistics()
        #expect(after.rowCounters == before.rowCounters)
        #expect(after.events == before.events + 600)
        // Both decay with the watermark, and by nothing else.
        #expect(trained.popularity(of: 0, .clicks) <= popular)
        #expect(trained.totalWeight(of: 0, matrix: 0) <= total)
    }

    @Test func `one partition teaches and another asks, event by event`() {
        let feed = Feed.dense(seed: 7, events: 800).disordered(seed: 8)
        func mixed(_ batch: EventBatch) -> [EventBatch] {
            batch.events.map { event in
                var event = event
                // Sessions of a partition each, as in a topic.
                event.partition = event.session.integer % 3 == 0 ? 0 : 1
                var one = EventBatch()
                one.append(event)
                return one
            }
        }
        let (alternating, together) = (Engine(.otto3), Engine(.otto3))
        var expected: [Int64: NewestLists.Lists] = [:]
        var found = expected
        for batch in feed.batches(of: 97) {
            var joined = EventBatch()
            for one in mixed(batch) {
                let teaches = one.events[0].partition == 1
                let options = StepOptions(
                    lists: teaches ? .none : .everyEvent, teaching: teaches ? .all : .none)
                alternating.step(one, options: options) { step in
                    for (_, lists) in NewestLists.all(of: step) { expected[lists.offset] = lists }
                }
                joined.append(one.events[0])
            }
            together.step(
                joined, options: StepOptions(lists: .everyEvent, teaching: .partition(1))
            ) { step in
                for (_, lists) in NewestLists.all(of: step) { found[lists.offset] = lists }
            }
        }
        #expect(expected.count > 100)
        #expect(expected.count < feed.visits.count / 2)
        #expect(found == expected)
        #expect(together.digest() == alternating.digest())
    }

    @Test func `lists of every event are those of batches of one`() {
        let feed = Feed.dense(seed: 5, events: 500).disordered(seed: 6)
        func lists(batchesOf size: Int, _ options: StepOptions) -> [Int64: NewestLists.Lists] {
            let engine = Engine(.otto3)
            var byOffset: [Int64: NewestLists.Lists] = [:]
            for batch in feed.batches(of: size) {
                engine.step(batch, options: options) { step in
                    for (_, lists) in NewestLists.all(of: step) { byOffset[lists.offset] = lists }
                }
            }
            return byOffset
        }
        let one = lists(batchesOf: 1, StepOptions())
        let many = lists(batchesOf: 97, StepOptions(lists: .everyEvent))
        #expect(one.count == feed.visits.count)
        #expect(one == many)
    }

    @Test func `the list that an event judges is that of batches of one`() {
        let feed = Feed.dense(seed: 5, events: 2_000).disordered(seed: 6)
        /// By the offset of the event that judges.
        func judged(batchesOf size: Int, _ options: StepOptions) -> [Int64: [Int64]] {
            let engine = Engine(.otto3)
            var last: [Int64: NewestLists.Lists] = [:]
            var judged: [Int64: [Int64]] = [:]
            for batch in feed.batches(of: size) {
                engine.step(batch, options: options) { step in
                    let made = Dictionary(
                        uniqueKeysWithValues: NewestLists.all(of: step).map { ($1.offset, $1) })
                    for event in step.batch.events[step.eventRange] {
                        if let lists = last[event.session.integer] {
                            judged[event.offset] =
                                switch event.type {
                                case .clicks: lists.clicks
                                case .carts: lists.carts
                                case .orders: lists.orders
                                }
                        }
                        last[event.session.integer] = made[event.offset]
                    }
                }
            }
            return judged
        }
        let one = judged(batchesOf: 1, StepOptions())
        #expect(one.count > 1_500)
        #expect(one == judged(batchesOf: 97, StepOptions(judged: .all)))
        #expect(one == judged(batchesOf: 2_000, StepOptions(judged: .all)))
    }

    @Test func `judging makes more lists, publishes the same, and leaves the same state`() {
        let feed = Feed.dense(seed: 5, events: 2_000).disordered(seed: 6)
        func run(_ judged: SessionSample) -> (newest: [Int64], made: Int, digest: UInt64) {
            let engine = Engine(.otto3)
            var newest: [Int64] = []
            var made = 0
            for batch in feed.batches(of: 97) {
                engine.step(batch, options: StepOptions(judged: judged)) { step in
                    for shard in 0..<Engine.shardCount {
                        let ranked = step.withRanked(shard) { $0 }
                        made += ranked.count
                        for index in 0..<ranked.count where ranked.isNewest[index] {
                            newest.append(step.batch.events[ranked.events[index]].offset)
                        }
                    }
                }
            }
            return (newest.sorted(), made, engine.digest())
        }
        let (none, half, all) = (run(.none), run(SessionSample(share: 0.5)), run(.all))
        #expect(none.made == none.newest.count)
        #expect(all.made == feed.visits.count)
        #expect(none.made < half.made && half.made < all.made)
        #expect(none.newest == half.newest && none.newest == all.newest)
        #expect(none.digest == half.digest && none.digest == all.digest)
    }

    @Test func `visits say what became of an event`() {
        let engine = Engine(.otto3)
        var visits: [SessionVisit] = []
        let told = batch([(1, 10, 0), (1, 11, 1), (1, 11, 1), (1, 10, 2), (2, 10, 3)])
        engine.step(told, options: StepOptions(judged: .all)) { step in
            for shard in 0..<Engine.shardCount { visits += step.visits(shard) }
        }
        visits.sort { $0.event < $1.event }
        #expect(visits.map(\.isTaken) == [true, true, false, true, true])
        #expect(visits.map(\.isSeen) == [false, false, true, true, false])
        #expect(visits.map(\.tailCount) == [0, 1, 2, 2, 0])
        #expect(visits.map(\.isNumbered) == [true, false, false, false, true])
        #expect(visits[0].item == visits[3].item && visits[0].item == visits[4].item)
    }
}
