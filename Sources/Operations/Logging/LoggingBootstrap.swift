internal import FoundationEssentials
package import Logging

/// Sends everything that is logged from now on to standard error; once in a process.
package func bootstrapLogging(
    level: Logger.Level, format: LogFormat,
    environment: [String: String] = ProcessInfo.processInfo.environment
) {
    let style = LogStyle(format, journalStream: environment["JOURNAL_STREAM"])
    let writer = LogWriter(style)
    LoggingSystem.bootstrap { _ in DaemonLogHandler(writer, level: level) }
}
