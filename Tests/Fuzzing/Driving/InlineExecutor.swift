internal import Synchronization

/// Runs every job at once where it is handed in, so that asynchronous code comes to its end
/// inside one call of libFuzzer, on its thread.
private final class InlineExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}

private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
}

/// What `operation` returns; it must wait for nothing but code that can go on at once.
package func runInline<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Value
) throws -> Value {
    let outcome = Outcome<Value>()
    Task(executorPreference: InlineExecutor()) {
        let result: Result<Value, any Error>
        do {
            result = .success(try await operation())
        } catch {
            result = .failure(error)
        }
        outcome.result.withLock { $0 = result }
    }
    guard let result = outcome.result.withLock({ $0 }) else {
        throw BrokenInvariant("it waits for something")
    }
    return try result.get()
}
