package import CovisitCore
import Synchronization

/// Runs the phases of a step over a number of workers, with a barrier after each.
///
/// Which worker runs which shard changes from run to run; the result does not.
package struct ShardDriver: Sendable {
    package let workers: Int
    /// Below this many events a step is run by the calling task: waking others costs more.
    private static let eventsWorthWaking = 256

    package init(workers: Int) {
        self.workers = max(1, workers)
    }

    /// Takes a batch to its end; `body` sees each step after its lists are made.
    package func step(
        _ engine: Engine, _ batch: EventBatch, options: StepOptions,
        _ body: (EngineStep) async throws -> Void
    ) async rethrows {
        var first = 0
        while first < batch.count {
            let helpers = batch.count - first < Self.eventsWorthWaking ? 1 : workers
            var step = engine.begin(batch, from: first, workers: helpers, options: options)
            first += step.eventCount
            step = await run(step, helpers)
            try await body(step)
        }
    }

    private func run(_ begun: consuming EngineStep, _ helpers: Int) async -> EngineStep {
        var step = begun
        let sessions = step
        await Self.forEach(Engine.shardCount, helpers) { sessions.advanceSessions($0) }
        step.prepareExchange()
        let ready = step
        await Self.forEach(ready.workers, helpers) { ready.exchange(worker: $0) }
        await Self.forEach(Engine.shardCount, helpers) { ready.learn($0) }
        await Self.forEach(Engine.shardCount, helpers) { ready.rank($0) }
        return step
    }

    /// Calls `body` for 0..<count, side by side; returns when all calls have.
    static func forEach(
        _ count: Int, _ helpers: Int, _ body: @Sendable @escaping (Int) -> Void
    ) async {
        if helpers == 1 {
            for index in 0..<count { body(index) }
            return
        }
        let next = NextIndex()
        await withDiscardingTaskGroup { group in
            for _ in 0..<helpers {
                group.addTask {
                    while let index = next.take(below: count) { body(index) }
                }
            }
        }
    }
}

/// Deals out indices to workers, so that one who is done early takes more.
private final class NextIndex: Sendable {
    private let next = Atomic(0)

    func take(below count: Int) -> Int? {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
