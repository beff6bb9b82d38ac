package import Logging

/// Changes what is logged, and how, while the process runs.
package struct LogControl: Sendable {
    private let writer: LogWriter
    private let journalStream: String?

    init(_ writer: LogWriter, journalStream: String?) {
        self.writer = writer
        self.journalStream = journalStream
    }

    /// As the configuration says now.
    package func configure(level: Logger.Level, format: LogFormat) {
        writer.configure(level, LogStyle(format, journalStream: journalStream))
    }

    /// Logs debug messages too, or does not any more; returns the level that holds.
    package func toggleDebug() -> Logger.Level { writer.toggleDebug() }
}
