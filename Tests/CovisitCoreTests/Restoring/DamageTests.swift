import CovisitCore
import Testing

struct DamageTests {
    /// Small, and yet with everything in it.
    private static var small: (configuration: EngineConfiguration, snapshot: Snapshot) {
        var configuration = StrangeFeed(seed: 1, events: 30).configuration
        configuration.itemsMax = 24
        configuration.matrices[0].neighbours = 32
        let run = Run(Engine(configuration))
        run.take(StrangeFeed(seed: 5, events: 130).events, batchesOf: 10)
        return (configuration, run.engine.snapshot())
    }

    private static let more = StrangeFeed(seed: 6, events: 45).events

    /// Restores a snapshot that may be damaged; if it can be, goes on with it. Returns whether it
    /// could.
    private func survives(
        _ snapshot: Snapshot, _ configuration: EngineConfiguration, lists: Bool = true
    ) -> Bool {
        guard let engine = try? snapshot.restored(configuration) else { return false }
        let run = Run(engine)
        run.take(Self.more, batchesOf: 30)
        run.finish()
        return engine.snapshot().byteCount > 0
    }

    @Test func `any single byte that is another is refused or harmless`() throws {
        let (configuration, snapshot) = Self.small
        #expect(survives(snapshot, configuration))
        var refused = 0
        var mutations = 0
        for (chunk, bytes) in snapshot.chunks.enumerated() {
            for place in bytes.indices {
                var damaged = snapshot
                damaged.chunks[chunk][place] ^= place % 2 == 0 ? 0xff : 1 << UInt8(place / 2 % 8)
                mutations += 1
                if !survives(damaged, configuration) { refused += 1 }
            }
        }
        #expect(refused > mutations / 4, "\(refused) of \(mutations)")
    }

    @Test func `a chunk that ends early, goes on, is missing or comes twice is refused`() {
        let (configuration, snapshot) = Self.small
        for (chunk, bytes) in snapshot.chunks.enumerated() {
            for length in bytes.indices {
                var damaged = snapshot
                damaged.chunks[chunk].removeLast(bytes.count - length)
                #expect(throws: StateDamage.self) { try damaged.restored(configuration) }
            }
            var longer = snapshot
            longer.chunks[chunk].append(0)
            #expect(throws: StateDamage.self) { try longer.restored(configuration) }
            var twice = snapshot
            twice.chunks.insert(bytes, at: chunk)
            twice.sections.insert(snapshot.sections[chunk], at: chunk)
            #expect(throws: StateDamage.self) { try twice.restored(configuration) }
            var missing = snapshot
            missing.chunks.remove(at: chunk)
            missing.sections.remove(at: chunk)
            #expect(throws: StateDamage.self) { try missing.restored(configuration) }
        }
    }

    @Test func `a shard's chunk under another shard's name is refused`() {
        let (configuration, snapshot) = Self.small
        for first in 0..<snapshot.chunks.count - 1 {
            var swapped = snapshot
            swapped.chunks.swapAt(first, first + 1)
            #expect(throws: StateDamage.self) { try swapped.restored(configuration) }
        }
    }

    @Test func `errors name the section and the cause`() throws {
        let (configuration, snapshot) = Self.small
        let migration = try StateMigration(from: snapshot.keys, to: configuration)
        let restoration = EngineRestoration(configuration, migration)
        func damage(_ bytes: [UInt8], of section: StateSection) -> StateDamage? {
            do {
                try bytes.withUnsafeBytes { try restoration.restore($0, of: section) }
            } catch {
                return error as? StateDamage
            }
            return nil
        }
        #expect(
            damage(snapshot.chunks[9], of: .sessions(7))?.description
                == "section sessions 7: comes before the directory is complete")
        #expect(
            damage([1, 2, 3], of: .engine)?.description
                == "section engine: is section 1")
        #expect(
            damage(snapshot.chunks[0], of: .engine)?.description
                == "section engine: was found damaged before")
    }

    @Test func `a snapshot of more than there is room for is refused`() throws {
        let configuration = EngineConfiguration.otto3
        let engine = Engine(configuration)
        for batch in Feed.dense(seed: 23, events: 3_000).batches(of: 500) { engine.step(batch) }
        let snapshot = engine.snapshot()
        for change in 0..<4 {
            var tighter = configuration
            switch change {
            case 0: tighter.itemsMax = 8
            case 1: tighter.tailLength = 2
            case 2: tighter.sessionsMax = 0
            default: tighter.matrices[1].neighbours = 16
            }
            var lying = snapshot
            lying.keys = tighter.stateKeys
            #expect(throws: StateDamage.self, "change \(change)") {
                try lying.restored(tighter)
            }
        }
    }
}
