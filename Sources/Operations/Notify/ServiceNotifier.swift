internal import FoundationEssentials
internal import Glibc

/// Tells systemd how the daemon is doing: sd_notify(3), spoken by hand.
///
/// Without `NOTIFY_SOCKET` in the environment nothing happens. Every call sends one datagram and
/// returns false when it was not taken.
package struct ServiceNotifier: Sendable {
    /// Bytes of a status line, at most.
    private static let statusByteCountMax = 512

    /// How long a service manager that does not keep up is waited for.
    private static let patience = Duration.seconds(1)

    private let address: DatagramAddress?
    /// The pause between two `WATCHDOG=1` after which systemd kills the process; nil without a
    /// watchdog.
    package let watchdogInterval: Duration?

    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        processID: Int32 = getpid()
    ) {
        address = environment["NOTIFY_SOCKET"].flatMap(DatagramAddress.init)
        watchdogInterval = Self.watchdogInterval(environment, processID: processID)
    }

    /// Whether somebody listens.
    package var isActive: Bool { address != nil }

    /// The daemon consumes.
    @discardableResult
    package func ready(status: String? = nil) -> Bool {
        send("READY=1", status: status)
    }

    /// One line for `systemctl status`.
    @discardableResult
    package func status(_ line: String) -> Bool {
        send(nil, status: line)
    }

    /// The configuration is about to be read anew; `ready` says that this is over.
    @discardableResult
    package func reloading() -> Bool {
        // Type=notify-reload of newer systemds tells an answer from an earlier one by the time.
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
        return send("RELOADING=1\nMONOTONIC_USEC=\(microseconds)", status: nil)
    }

    /// The daemon has begun to stop.
    @discardableResult
    package func stopping(status: String? = nil) -> Bool {
        send("STOPPING=1", status: status)
    }

    /// The processing loop is alive; see `WatchdogFeeder`. systemd asks for pings only while the
    /// daemon runs; so that a hang shows while it starts or stops too, each ping also gives these
    /// another interval.
    @discardableResult
    package func watchdog() -> Bool {
        let more = watchdogInterval.map { "\n" + Self.timeoutExtension($0) }
        return send("WATCHDOG=1" + (more ?? ""), status: nil)
    }

    /// Starting or stopping takes longer: it must be over, or be extended again, within `time`.
    @discardableResult
    package func extendTimeout(_ time: Duration, status: String? = nil) -> Bool {
        send(Self.timeoutExtension(time), status: status)
    }

    private func send(_ assignment: String?, status: String?) -> Bool {
        guard let address else { return false }
        let status = status.map { "STATUS=" + Self.line($0) }
        let message = [assignment, status].compactMap(\.self).joined(separator: "\n")
        return address.send(Array(message.utf8), patience: Self.patience)
    }

    private static func timeoutExtension(_ time: Duration) -> String {
        "EXTEND_TIMEOUT_USEC=\(Int64(time / .microseconds(1)))"
    }

    /// A line break would begin another assignment.
    private static func line(_ text: String) -> String {
        let bytes = text.utf8.prefix(statusByteCountMax).map { $0 < 0x20 ? 0x20 : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func watchdogInterval(
        _ environment: [String: String], processID: Int32
    ) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init),
            microseconds > 0,
            environment["WATCHDOG_PID"].map({ Int32($0) == processID }) ?? true
        else { return nil }
        return .microseconds(microseconds)
    }
}
