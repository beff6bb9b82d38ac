package import CovisitCore

/// One configuration of a backtest.
package struct Candidate: Sendable {
    package var name: String
    package var configuration: EngineConfiguration
    /// Of the settings that decide results.
    package var digest: String

    package init(name: String, configuration: EngineConfiguration, digest: String) {
        self.name = name
        self.configuration = configuration
        self.digest = digest
    }
}

/// What a list is held against.
package enum Truth: Sendable {
    /// What each session does after its last event, from labels; OTTO's protocol.
    case labels([UInt32: SessionLabels])
    /// The next event of the same session, at every prefix.
    case nextEvent
}

/// What came true of a session after it was cut, by objective; item numbers of the catalogue.
package typealias SessionLabels = PerEventType<[UInt32]>

extension SessionLabels {
    package init() {
        self.init(clicks: [], carts: [], orders: [])
    }
}
