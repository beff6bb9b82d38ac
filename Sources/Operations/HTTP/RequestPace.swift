internal import NIOCore
internal import Synchronization

/// Lets requests through at a steady rate at most, in the order in which they came; a few may come
/// at once.
///
/// Who has to wait is not read from meanwhile, so that a flood is held by its own kernel, and costs
/// the stream no more than this rate does.
final class RequestPace: Sendable {
    /// Requests that may come at once after a quiet moment.
    private static let burst = 20

    private let interval: Duration
    /// When the next request has its turn, if it comes no later.
    private let next = Mutex(ContinuousClock.now)

    init(perSecond: Int) {
        interval = .seconds(1) / perSecond
    }

    /// How long a request that comes now has to wait for its turn, which it takes.
    func delay(at now: ContinuousClock.Instant) -> Duration {
        next.withLock { next in
            let turn = max(next, now - interval * Self.burst)
            next = turn + interval
            return max(.zero, turn - now)
        }
    }

    /// Waits for its turn; returns whether it had to.
    func turn(_ eventLoop: any EventLoop) async throws -> Bool {
        let delay = delay(at: .now)
        if delay == .zero { return false }
        try await eventLoop.scheduleTask(in: TimeAmount(delay)) {}.futureResult.get()
        return true
    }
}
