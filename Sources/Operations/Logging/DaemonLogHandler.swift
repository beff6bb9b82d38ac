internal import Logging

/// The daemon's backend of swift-log.
struct DaemonLogHandler: LogHandler {
    private let writer: LogWriter
    /// Set by somebody who wants another level than the process.
    private var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]

    init(_ writer: LogWriter) {
        self.writer = writer
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? writer.level }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let more = event.metadata { fields.merge(more) { $1 } }
        if let error = event.error { fields["error"] = .string("\(error)") }
        writer.write(event.level, "\(event.message)", fields)
    }
}
