internal import FoundationEssentials
package import Logging

/// Sends everything that is logged from now on to standard error or the journal; once in a
/// process.
package func bootstrapLogging(
    level: Logger.Level, format: LogFormat,
    environment: [String: String] = ProcessInfo.processInfo.environment
) -> LogControl {
    let journalStream = environment["JOURNAL_STREAM"]
    let writer = LogWriter(level, LogStyle(format, journalStream: journalStream))
    LoggingSystem.bootstrap { _ in DaemonLogHandler(writer) }
    return LogControl(writer, journalStream: journalStream)
}
