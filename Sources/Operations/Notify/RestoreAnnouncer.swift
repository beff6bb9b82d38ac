internal import Synchronization

/// Shows how far the restoring of a snapshot is, and extends the start for as long as it gets on.
///
/// Nothing but progress sends anything: a restore that hangs is ended by the service manager.
package final class RestoreAnnouncer: Sendable {
    /// For the next percent.
    private static let extraTime = Duration.seconds(90)

    private let notifier: ServiceNotifier
    private let lastPercent = Mutex<Int?>(nil)

    package init(_ notifier: ServiceNotifier) {
        self.notifier = notifier
    }

    /// Takes the share that is restored, 0 to 1, from any thread; 0 begins another generation.
    package func progress(_ share: Double) {
        let percent = Int(100 * min(max(share, 0), 1))
        lastPercent.withLock { last in
            if let last, percent <= last, share > 0 { return }
            last = percent
            notifier.extendTimeout(Self.extraTime, status: "restoring snapshot, \(percent) %")
        }
    }
}
