/// Decides which messages are written when the same one comes again and again.
struct MessageRateLimit {
    enum Verdict: Equatable {
        case write
        case leaveOut
    }

    /// How often a message came in vain while its window was open.
    struct Omission: Equatable {
        var message: String
        var count: Int
    }

    private struct Window {
        var end: ContinuousClock.Instant
        var writtenCount = 0
        var omittedCount = 0
    }

    static let window = Duration.seconds(10)
    /// Lines with the same message in one window, at most.
    static let burst = 5
    /// Messages kept an eye on, at most; further ones pass.
    static let messageCountMax = 256

    private var windows: [String: Window] = [:]
    private var nextSweep: ContinuousClock.Instant?

    /// Messages that it keeps an eye on.
    var messageCount: Int { windows.count }

    /// Whether to write this message now, and what earlier windows have left out.
    mutating func admit(
        _ message: String, at now: ContinuousClock.Instant
    ) -> (verdict: Verdict, omissions: [Omission]) {
        let omissions = closeWindows(at: now)
        if windows[message] == nil, windows.count >= Self.messageCountMax {
            return (.write, omissions)
        }
        var window = windows[message] ?? Window(end: now + Self.window)
        let verdict = window.writtenCount < Self.burst ? Verdict.write : .leaveOut
        switch verdict {
        case .write: window.writtenCount += 1
        case .leaveOut: window.omittedCount += 1
        }
        windows[message] = window
        nextSweep = min(nextSweep ?? window.end, window.end)
        return (verdict, omissions)
    }

    private mutating func closeWindows(at now: ContinuousClock.Instant) -> [Omission] {
        guard let sweep = nextSweep, now >= sweep else { return [] }
        let omissions = windows.filter { $0.value.end <= now && $0.value.omittedCount > 0 }
            .map { Omission(message: $0.key, count: $0.value.omittedCount) }
            .sorted { $0.message < $1.message }
        windows = windows.filter { $0.value.end > now }
        nextSweep = windows.values.map(\.end).min()
        return omissions
    }
}
