import CovisitCore
import Simulation
import Testing

struct RestorationTests {
    @Test func `an empty engine is restored`() throws {
        let engine = Engine(.otto3)
        let snapshot = engine.snapshot()
        #expect(snapshot.chunks.allSatisfy { !$0.isEmpty })
        #expect(snapshot.chunks.count == StateSection.count)
        let restored = try snapshot.restored(.otto3)
        #expect(restored.digest() == engine.digest())
        #expect(restored.snapshot() == snapshot)
    }

    @Test func `shards may be restored side by side`() async throws {
        let feed = StrangeFeed(seed: 3, events: 2_500)
        let run = Run(Engine(feed.configuration))
        run.take(feed.events, batchesOf: 100)
        let snapshot = run.engine.snapshot()
        let migration = try StateMigration(from: snapshot.keys, to: feed.configuration)
        let restoration = EngineRestoration(feed.configuration, migration)
        let first = snapshot.sections.firstIndex(of: .sessions(0)) ?? 0
        for index in 0..<first { try snapshot.restore(index, by: restoration) }
        try await withThrowingTaskGroup { group in
            for index in first..<snapshot.chunks.count {
                group.addTask { try snapshot.restore(index, by: restoration) }
            }
            try await group.waitForAll()
        }
        #expect(try restoration.finish().snapshot() == snapshot)
        #expect(throws: StateDamage.self) { try restoration.finish() }
    }

    @Test(arguments: UInt64(1)...6)
    func `restored and continued, all is as if nothing had happened`(seed: UInt64) throws {
        let feed = StrangeFeed(seed: seed, events: 2_500)
        let configuration = feed.configuration
        let whole = Run(Engine(configuration))
        whole.take(feed.events, batchesOf: 37)
        for cut in feed.cuts {
            let before = Run(Engine(configuration))
            before.take(feed.events[..<cut], batchesOf: 100)
            let snapshot = before.engine.snapshot()
            let restored = try snapshot.restored(configuration)
            #expect(restored.digest() == before.engine.digest())
            #expect(restored.snapshot() == snapshot, "seed \(seed), cut \(cut)")
            let after = Run(restored)
            after.take(feed.events[cut...], batchesOf: 53)
            #expect(after.engine.digest() == whole.engine.digest(), "seed \(seed), cut \(cut)")
            #expect(
                after.engine.snapshot() == whole.engine.snapshot(), "seed \(seed), cut \(cut)")
            #expect(before.published + after.published == whole.published)
            #expect(before.lists.merging(after.lists) { $1 } == whole.lists)
        }
        feed.expectAllHappened(to: whole.engine)
    }
}
