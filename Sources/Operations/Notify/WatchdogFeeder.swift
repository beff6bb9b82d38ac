internal import Synchronization

/// Keeps systemd's watchdog quiet for as long as the processing loop makes progress.
///
/// There is no timer and no thread behind it: a loop that hangs stops the pings.
package final class WatchdogFeeder: Sendable {
    private let notifier: ServiceNotifier
    private let spacing: Duration?
    private let now: @Sendable () -> ContinuousClock.Instant
    private let lastPing = Mutex<ContinuousClock.Instant?>(nil)

    package init(
        _ notifier: ServiceNotifier,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.notifier = notifier
        // An eighth, so that pings stay within the half that sd_watchdog_enabled(3) asks for
        // although they wait for the loop to come round: eight seconds where no broker answers.
        spacing = notifier.watchdogInterval.map { $0 / 8 }
        self.now = now
    }

    /// Called by the loop after each batch, each poll that found nothing, and each turn of a wait
    /// for the output: a broker that is down is no hang. Mostly just a look at the clock.
    package func progress() {
        guard let spacing else { return }
        let now = now()
        lastPing.withLock { lastPing in
            if let last = lastPing, now - last < spacing { return }
            if notifier.watchdog() { lastPing = now }
        }
    }
}
