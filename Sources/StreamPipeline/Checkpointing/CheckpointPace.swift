import Synchronization

/// A checkpoint policy that others may change while the loop runs; it looks once a batch.
package final class CheckpointPace: Sendable {
    private let current: Mutex<CheckpointPolicy>

    package init(_ policy: CheckpointPolicy) {
        current = Mutex(policy)
    }

    package var policy: CheckpointPolicy { current.withLock { $0 } }

    package func change(interval: Duration, eventsMax: Int) {
        current.withLock { policy in
            policy.interval = interval
            policy.eventsMax = eventsMax
        }
    }
}
