import CovisitCore
import Testing

struct MigrationTests {
    private func run(
        _ configuration: EngineConfiguration, events: Int = 1_500
    ) -> (engine: Engine, snapshot: Snapshot) {
        let feed = Feed.dense(seed: 21, events: events)
        let engine = Engine(configuration)
        for batch in feed.batches(of: 200) { engine.step(batch) }
        return (engine, engine.snapshot())
    }

    private func differences(_ change: (inout EngineConfiguration) -> Void) -> [String] {
        var now = EngineConfiguration.otto3
        change(&now)
        do {
            _ = try StateMigration(from: EngineConfiguration.otto3.stateKeys, to: now)
            return []
        } catch {
            return error.differences
        }
    }

    @Test func `every difference that changes the meaning of counts is refused by name`() {
        let hour: Int64 = 3_600_000
        #expect(
            differences { $0.matrices[0].withinMilliseconds = hour }
                == ["matrices.clicks.within: 86400000 in the snapshot, 3600000 now"])
        #expect(
            differences { $0.matrices[2].from = [.orders] }
                == ["matrices.buy-to-buy.from: carts,orders in the snapshot, orders now"])
        #expect(
            differences { $0.matrices[1].weightOfTarget.carts = 2.5 } == [
                "matrices.carts-orders.weight.type_of_target.carts: "
                    + "6.0 in the snapshot, 2.5 now"
            ])
        #expect(
            differences { $0.matrices[1].halfLifeMilliseconds = nil }
                == ["matrices.carts-orders.half_life: 2419200000 in the snapshot, none now"])
        #expect(
            differences { $0.matrices[0].direction = .forward }
                == ["matrices.clicks.direction: both in the snapshot, forward now"])
        #expect(
            differences { $0.popularityHalfLifeMilliseconds = hour }
                == ["popularity.half_life: 86400000 in the snapshot, 3600000 now"])
        let several = differences {
            $0.sessionsMax = 10
            $0.itemsMax = 10
            $0.tailLength = 10
            $0.matrices[0].neighbours = 64
            $0.matrices[0].positions = 3
            $0.matrices[0].distinct = false
        }
        #expect(several.count == 6, "\(several)")
    }

    @Test func `what a type outside of the targets would weigh does not matter`() {
        #expect(differences { $0.matrices[2].weightOfTarget.clicks = 9 } == [])
    }

    @Test func `damaged keys are refused`() {
        let keys = EngineConfiguration.otto3.stateKeys
        for index in keys.indices {
            var missing = keys
            missing.remove(at: index)
            #expect(throws: StateMismatch.self) {
                try StateMigration(from: missing, to: .otto3)
            }
            #expect(throws: StateMismatch.self) {
                try StateMigration(from: keys + [keys[index]], to: .otto3)
            }
            var strange = keys
            strange[index].value = "9x"
            let isHarmless = [2, 5, 6].contains(index)
            let migration = try? StateMigration(from: strange, to: .otto3)
            #expect((migration == nil) != isHarmless, "\(keys[index])")
        }
        #expect(throws: StateMismatch.self) {
            try StateMigration(from: keys + [StateKey(name: "moon", value: "1")], to: .otto3)
        }
        #expect(throws: StateMismatch.self) { try StateMigration(from: [], to: .otto3) }
    }

    @Test func `bounds may grow, and the state goes on`() throws {
        var now = EngineConfiguration.otto3
        now.sessionsMax *= 2
        now.itemsMax *= 2
        now.tailLength = 50
        now.matrices[0].neighbours = 512
        let (engine, snapshot) = run(.otto3)
        let restored = try snapshot.restored(now)
        #expect(restored.digest() == engine.digest())
        let migration = try StateMigration(from: snapshot.keys, to: now)
        #expect(migration.notes.count == 4, "\(migration.notes)")
        #expect(migration.matrixOfCaptured == [0, 1, 2])
        for batch in Feed.dense(seed: 22, events: 2_000).batches(of: 100) { restored.step(batch) }
        #expect(restored.statistics().events == 3_500)
    }

    @Test func `settings of ranking may change in silence, others that may are noted`() throws {
        var now = EngineConfiguration.otto3
        now.objectives.clicks.history = .excluded
        now.listLength = 5
        now.longHistory = 3
        now.matrices[0].candidates = 7
        let before = EngineConfiguration.otto3.stateKeys
        #expect(try StateMigration(from: before, to: now).notes == [])
        now.idleTimeoutMilliseconds = 1_000
        now.updatesPerSlotToGrow = 3
        now.relatedIntervalMilliseconds = 5_000
        let notes = try StateMigration(from: before, to: now).notes
        #expect(notes.count == 3)
        #expect(
            notes.first == "sessions.idle_timeout: 1209600000 in the snapshot, 1000 now, "
                + "which holds from now on")
    }

    @Test func `matrices that come, go and change places take their rows along`() throws {
        let (engine, snapshot) = run(.otto3)
        var now = EngineConfiguration.otto3
        var forward = now.matrices[0]
        forward.name = "next"
        forward.direction = .forward
        now.matrices = [now.matrices[2], forward, now.matrices[0]]
        let migration = try StateMigration(from: snapshot.keys, to: now)
        #expect(migration.matrixOfCaptured == [2, nil, 0])
        #expect(
            migration.notes == [
                "matrices.carts-orders: no longer there; what it counted is dropped",
                "matrices.next: new, starts empty",
            ])
        let restored = try snapshot.restored(now)
        for item in UInt32(0)..<UInt32(engine.ids.bound) {
            for (then, now) in [(0, 2), (2, 0)] {
                #expect(
                    restored.neighbours(of: item, matrix: now, count: 999)
                        == engine.neighbours(of: item, matrix: then, count: 999))
            }
            #expect(restored.neighbours(of: item, matrix: 1, count: 9).isEmpty)
        }
        for batch in Feed.dense(seed: 22, events: 500).batches(of: 100) { restored.step(batch) }
    }

    @Test func `related items may be switched on and off`() throws {
        var on = EngineConfiguration.otto3
        on.relatedIntervalMilliseconds = 60_000
        for (before, after) in [(on, EngineConfiguration.otto3), (.otto3, on)] {
            let (engine, snapshot) = run(before)
            #expect(try snapshot.restored(after).digest() == engine.digest())
        }
    }
}
