import Testing

@testable import CovisitCore

struct RelatedItemsTests {
    @Test(arguments: UInt64(1)...4)
    func `what is published as related items does not depend on where batches end`(
        seed: UInt64
    ) {
        let feed = StrangeFeed(seed: seed, events: 2_000)
        var configuration = feed.configuration
        for interval: Int64 in [8, 60_000, 3_600_000] {
            configuration.relatedIntervalMilliseconds = interval
            var expected: [Run.Published] = []
            for size in [1, 7, 100, 4_096] {
                let run = Run(Engine(configuration))
                run.take(feed.events, batchesOf: size)
                run.finish()
                if size == 1 { expected = run.published }
                #expect(run.published == expected, "seed \(seed), batches of \(size)")
            }
            #expect(expected.count > 100)
        }
    }

    @Test func `an item has its turn once in an interval, and at the end`() {
        var configuration = EngineConfiguration.otto3
        let interval: Int64 = 4_000_000
        configuration.relatedIntervalMilliseconds = interval
        let run = Run(Engine(configuration))
        let visits = (Int64(0)..<5_000).map { index in
            StrangeFeed.Visit(
                session: "\(index / 4)", item: "\(mix(UInt64(index)) % 100)",
                timestamp: 1_600_000_000_000 + index * 10_000, type: .clicks)
        }
        run.take(visits, batchesOf: 50)
        #expect(run.published.count > 500)
        var last: [String: Int64] = [:]
        for related in run.published {
            if let before = last[related.item] {
                #expect(related.timestamp - before > interval - interval / 8)
            }
            last[related.item] = related.timestamp
        }
        let count = run.published.count
        run.finish()
        #expect(run.published.count > count)
        let all = run.published.count
        run.finish()
        #expect(run.published.count == all)
    }

    @Test func `without related items nothing is due`() {
        let engine = Engine(.otto3)
        for batch in Feed.dense(seed: 1, events: 500).batches(of: 100) { engine.step(batch) }
        #expect(engine.relatedDue() == nil)
        #expect(engine.relatedRemaining().pieces.isEmpty)
    }

    @Test func `a long silence makes it every item's turn`() throws {
        // 64 groups of a cell of 10 ms each, eight gathered at a time.
        var grid = RelatedGrid(interval: 640)
        func turn(_ timestamp: Int64) -> [Int] {
            _ = grid.advance(to: timestamp, eventCount: 1)
            return grid.takeDue()
        }
        #expect(turn(9).isEmpty)
        #expect(turn(79).isEmpty)
        #expect(turn(80) == Array(1...8))
        #expect(turn(89).isEmpty)
        #expect(turn(200) == Array(9...20))
        #expect(turn(840) == Array(0..<64))
        #expect(turn(5_000) == Array(0..<64))
    }

    @Test func `a busy feed's turns are small, and go round once in an interval`() {
        var grid = RelatedGrid(interval: 60_000)
        var turns: [(timestamp: Int64, groups: [Int])] = []
        // Cells are whole milliseconds.
        for event in 1...(20 * 58 * 1_024) {
            let timestamp = Int64(event / 20)
            if grid.advance(to: timestamp, eventCount: event) {
                #expect(event % RelatedGrid.eventsPerTurn == 0)
                turns.append((timestamp, grid.takeDue()))
            }
        }
        #expect(turns.allSatisfy { (1...2).contains($0.groups.count) })
        let all = turns.flatMap(\.groups)
        #expect(Set(all).count == all.count)
        #expect(all.count > grid.groupCount * 99 / 100)
    }

    @Test(arguments: [0, 3, 126, 127, 128, 1_024])
    func `turns that wait survive a snapshot`(passed: Int64) {
        let cell: Int64 = 58
        var grid = RelatedGrid(interval: 60_000)
        _ = grid.advance(to: passed * cell, eventCount: 1)
        var restored = RelatedGrid(
            interval: 60_000, watermark: passed * cell, saved: grid.saved)
        let later = (passed + 1) * cell
        let isDue = grid.advance(to: later, eventCount: RelatedGrid.eventsPerTurn)
        #expect(restored.advance(to: later, eventCount: RelatedGrid.eventsPerTurn) == isDue)
        // Of a turn that was missed more may be said than it was.
        #expect(Set(restored.takeDue()).isSuperset(of: grid.takeDue()))
    }
}
