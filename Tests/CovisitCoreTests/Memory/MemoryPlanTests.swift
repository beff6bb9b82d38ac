import CovisitCore
import Testing

struct MemoryPlanTests {
    private var configuration: EngineConfiguration {
        var configuration = EngineConfiguration.otto3
        configuration.sessionsMax = 64 * 1_000
        configuration.itemsMax = 8_000
        configuration.tailLength = 8
        configuration.relatedIntervalMilliseconds = 60_000
        for index in configuration.matrices.indices {
            configuration.matrices[index].neighbours = 64
        }
        return configuration
    }

    /// Orders, which count in every matrix, in sessions of random items: all rows get full.
    private func fill(_ engine: Engine, events: Int) {
        var offset: Int64 = 0
        while offset < events {
            var batch = EventBatch()
            for _ in 0..<4_096 {
                let item = mix(UInt64(offset)) % UInt64(configuration.itemsMax)
                batch.append(
                    Event(
                        session: ExternalID(integer: offset / 8),
                        item: ExternalID(integer: Int64(item)),
                        timestamp: 1_600_000_000_000 + offset, type: .orders, partition: 0,
                        offset: offset))
                offset += 1
            }
            engine.step(batch)
        }
    }

    @Test func `a state with every bound reached takes about what was planned`() {
        let engine = Engine(configuration)
        fill(engine, events: 600_000)
        let statistics = engine.statistics()
        #expect(statistics.sessions > configuration.sessionsMax * 9 / 10)
        #expect(statistics.items == configuration.itemsMax)
        let plan = MemoryPlan(configuration)
        let planned = plan.sessions + plan.items + plan.rows
        let share = Double(statistics.byteCount) / Double(planned)
        // All rows grow at once here, so that chunks of the class below are not empty yet.
        #expect((0.85...1.2).contains(share), "\(statistics.byteCount) of \(planned)")
    }

    @Test func `each part grows with the bounds that it is named for`() {
        let plan = MemoryPlan(configuration)
        var more = configuration
        more.sessionsMax *= 2
        #expect(MemoryPlan(more).sessions > plan.sessions * 3 / 2)
        #expect(MemoryPlan(more).rows == plan.rows)
        more = configuration
        more.matrices[0].neighbours *= 4
        #expect(MemoryPlan(more).rows == plan.rows * 2)
        #expect(MemoryPlan(more).sessions == plan.sessions)
        more = configuration
        more.itemsMax *= 2
        #expect(MemoryPlan(more).items > plan.items * 3 / 2)
        more = configuration
        more.tailLength = 64
        #expect(MemoryPlan(more).step > plan.step * 5)
    }
}
