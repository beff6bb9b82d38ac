internal import CoreMetrics
internal import FoundationEssentials
internal import Logging
internal import Synchronization

/// Where all loggers of the process come together: level, rate and style are decided here.
final class LogWriter: Sendable {
    private struct State {
        var levels: LogLevels
        var style: LogStyle
        var limit = MessageRateLimit()
        /// Lines that nobody took since the last one that was taken.
        var lostCount = 0
    }

    /// How long a line may keep the daemon while lines get through; after a loss none does.
    private static let patience = Duration.milliseconds(100)

    private let state: Mutex<State>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let output: LogOutput

    init(
        _ level: Logger.Level, _ style: LogStyle,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        output: @escaping LogOutput = writeLog
    ) {
        state = Mutex(State(levels: LogLevels(level), style: style))
        self.now = now
        self.output = output
    }

    var level: Logger.Level { state.withLock { $0.levels.inForce } }

    func configure(_ level: Logger.Level, _ style: LogStyle) {
        state.withLock {
            $0.levels.configure(level)
            $0.style = style
        }
    }

    /// The level that holds now.
    func toggleDebug() -> Logger.Level {
        state.withLock {
            $0.levels.toggle()
            return $0.levels.inForce
        }
    }

    func write(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
        let (verdict, omissions) = state.withLock { $0.limit.admit(message, at: now()) }
        switch verdict {
        case .write:
            Counter(label: "covisitd_log_messages_total", dimensions: [("level", level.rawValue)])
                .increment()
        case .leaveOut: Counter(label: "covisitd_log_messages_suppressed_total").increment()
        }
        for omission in omissions {
            deliver(
                .notice, "messages left out",
                [
                    "event": "messages_omitted", "left_out": .stringConvertible(omission.count),
                    "same_as": .string(omission.message),
                ])
        }
        if verdict == .write { deliver(level, message, metadata) }
    }

    private func deliver(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
        let (style, lostCount) = state.withLock { ($0.style, $0.lostCount) }
        let line = LogLine(
            time: Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            level: level, message: message, metadata: metadata)
        guard output(line, style, lostCount == 0 ? Self.patience : .zero) else {
            return state.withLock { $0.lostCount += 1 }
        }
        if lostCount > 0 { tellLosses() }
    }

    /// Lines get through again.
    private func tellLosses() {
        let count = state.withLock { state in
            defer { state.lostCount = 0 }
            return state.lostCount
        }
        if count == 0 { return }
        deliver(
            .warning, "messages lost: nobody took them",
            ["event": "messages_lost", "lost": .stringConvertible(count)])
    }
}
