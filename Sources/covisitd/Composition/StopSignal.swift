internal import Synchronization
internal import UnixSignals

/// Says whether the daemon has been asked to stop, and by what.
final class StopSignal: Sendable {
    private let isRequested = Atomic(false)

    var isStopping: Bool { isRequested.load(ordering: .relaxed) }

    func request() {
        isRequested.store(true, ordering: .relaxed)
    }

    /// Waits for SIGTERM or SIGINT, at most until its task is cancelled; returns its name.
    func waitForSignal() async -> String? {
        for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            request()
            return "\(signal)"
        }
        return nil
    }
}
