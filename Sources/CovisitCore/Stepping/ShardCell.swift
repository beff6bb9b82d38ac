import Synchronization

/// A shard behind a lock that is never contended: within a phase one task has it.
final class ShardCell<Shard: ~Copyable>: Sendable {
    private let mutex: Mutex<Shard>

    init(_ shard: consuming sending Shard) {
        mutex = Mutex(shard)
    }

    func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Shard) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try mutex.withLock(body)
    }
}
