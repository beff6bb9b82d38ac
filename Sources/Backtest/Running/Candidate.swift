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

/// Whether the engine goes on learning while it is tested.
package enum Learning: String, Sendable, CaseIterable {
    /// Trained, then frozen.
    case `static`
    /// Every event is learnt from once it has been predicted.
    case streaming
}

/// What a list is held against.
package enum Truth: Sendable {
    /// What each session does after its last event, from labels; OTTO's protocol.
    case labels([UInt32: SessionLabels])
    /// The next event of the same session, at every prefix.
    case nextEvent
}

/// What came true of a session after it was cut, by objective; item numbers of the catalogue.
package struct SessionLabels: Sendable, Equatable {
    package var clicks: [UInt32] = []
    package var carts: [UInt32] = []
    package var orders: [UInt32] = []

    package init() {}

    package subscript(objective: EventType) -> [UInt32] {
        switch objective {
        case .clicks: clicks
        case .carts: carts
        case .orders: orders
        }
    }
}
