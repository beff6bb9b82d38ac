internal import Logging

/// Which level is logged: the configured one, or debug while somebody looks closer.
struct LogLevels: Sendable, Equatable {
    private(set) var configured: Logger.Level
    private(set) var isDebugging = false

    init(_ configured: Logger.Level) {
        self.configured = configured
    }

    var inForce: Logger.Level { isDebugging ? min(configured, .debug) : configured }

    /// From the configured level to debug, and back.
    mutating func toggle() {
        isDebugging.toggle()
    }

    /// What the configuration says now; whoever looked closer has to ask again.
    mutating func configure(_ level: Logger.Level) {
        self = LogLevels(level)
    }
}
