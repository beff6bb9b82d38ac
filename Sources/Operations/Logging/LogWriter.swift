internal import CoreMetrics
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Synchronization

/// Where all loggers of the process come together: limits the rate and writes whole lines.
final class LogWriter: Sendable {
    private let style: LogStyle
    private let limit = Mutex(MessageRateLimit())
    private let now: @Sendable () -> ContinuousClock.Instant
    private let emit: @Sendable (String) -> Void

    init(
        _ style: LogStyle, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        emit: @escaping @Sendable (String) -> Void = writeToStandardError
    ) {
        self.style = style
        self.now = now
        self.emit = emit
    }

    func write(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
        let (verdict, omissions) = limit.withLock { $0.admit(message, at: now()) }
        switch verdict {
        case .write:
            Counter(label: "covisitd_log_messages_total", dimensions: [("level", level.rawValue)])
                .increment()
        case .leaveOut: Counter(label: "covisitd_log_messages_suppressed_total").increment()
        }
        if omissions.isEmpty, verdict == .leaveOut { return }
        let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        for omission in omissions {
            let line = LogLine(
                time: time, level: .notice, message: "messages left out",
                metadata: [
                    "event": "messages_omitted", "left_out": .stringConvertible(omission.count),
                    "same_as": .string(omission.message),
                ])
            emit(line.text(style))
        }
        if verdict == .leaveOut { return }
        let line = LogLine(time: time, level: level, message: message, metadata: metadata)
        emit(line.text(style))
    }
}

/// One write(2) for a line, so that lines of several threads do not mix.
private func writeToStandardError(_ line: String) {
    var rest = Array("\(line)\n".utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        if count < 0 {
            if errno == EINTR { continue }
            // A reader that is gone or does not keep up costs lines, never the daemon.
            return
        }
        rest = rest.dropFirst(count)
    }
}
