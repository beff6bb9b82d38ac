internal import CovisitCore
import Synchronization

/// Runs all tasks of one simulation in the calling thread, one job after the other.
///
/// Which of the jobs that are ready comes next is drawn from the seed: so a simulation sees the
/// interleavings that threads would bring, and the same ones whenever it is repeated. Nothing in
/// it may wait for anything outside of it.
package final class SeededExecutor: TaskExecutor {
    private struct Ready {
        var jobs: [UnownedJob] = []
        var random: SeededGenerator
    }

    private let ready: Mutex<Ready>

    package init(seed: UInt64) {
        ready = Mutex(Ready(random: SeededGenerator(seed: seed)))
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        ready.withLock { $0.jobs.append(job) }
    }

    /// Runs `body` and every child task of it to the end.
    package func run<Result: Sendable>(
        _ body: @Sendable @escaping () async -> Result
    ) async -> Result {
        await withTaskGroup { group in
            group.addTask(executorPreference: self) { await body() }
            runReadyJobs()
            var result: Result?
            for await value in group { result = value }
            guard let result else { preconditionFailure("a task of the group gives a result") }
            return result
        }
    }

    private func runReadyJobs() {
        while let job = takeJob() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func takeJob() -> UnownedJob? {
        ready.withLock { ready in
            guard !ready.jobs.isEmpty else { return nil }
            let index = ready.random.below(ready.jobs.count)
            return ready.jobs.remove(at: index)
        }
    }
}
