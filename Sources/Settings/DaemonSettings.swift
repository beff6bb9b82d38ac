package import CovisitCore
package import KafkaTransport
package import WireFormats

/// Everything the operator decides, checked; `DaemonSettings()` is what holds without a file.
///
/// The keys that fill it, with their limits, are in `Schema/`; `load` reads them.
package struct DaemonSettings: Sendable {
    package var engine = EngineConfiguration.otto3
    package var schema = EventSchema()
    package var kafka = KafkaSettings()
    package var output = OutputSettings()
    package var snapshots = SnapshotSettings()
    package var liveQuality = LiveQualitySettings()
    /// Threads of the engine; 0: as many as the machine has cores.
    package var workers = 0
    package var http = HTTPSettings()
    package var log = LogSettings()
    /// How long an orderly stop may take.
    package var stopTimeout = Duration.seconds(8)

    /// Where each key was set; a key without an entry has its default.
    package internal(set) var origins: [String: SettingLocation] = [:]

    package init() {}
}

/// What the published records hold, and how often.
package struct OutputSettings: Sendable, Equatable {
    /// Scores stand beside each list.
    package var includeScores = false
    package var relatedItemsEnabled = true
    /// An item's related items are published at most once in this span.
    package var relatedItemsInterval = Duration.seconds(60)
}

/// Where and how often the state is written down.
package struct SnapshotSettings: Sendable, Equatable {
    /// Empty: the directory that systemd gives the service, or none.
    package var directory = ""
    package var interval = Duration.seconds(60)
    package var eventsMax = 1_000_000
    /// Generations that stay.
    package var keepCount = 3
    /// Most that a snapshot under way may put aside.
    package var memoryByteCountMax = 1 << 30
    package var journalByteCountMax = 256 << 20
    /// Whether a batch waits until the record of its order is on the disk.
    package var syncJournal = true
    /// Whether journal segments stay that no snapshot needs any more.
    package var keepJournal = false
    /// What to do when the state was made by a configuration that means something else.
    package var onConfigurationChange = RecoveryPolicy.refuse
    /// What to do when no generation can be read.
    package var onDamage = RecoveryPolicy.refuse

    package init() {}
}

/// Whether and how the daemon scores what it recommends.
package struct LiveQualitySettings: Sendable, Equatable {
    package var enabled = true
    /// Share of the sessions that are watched.
    package var share = 0.1
    /// Sessions whose lists are remembered.
    package var sessionsMax = 100_000
    /// Spans of event time that figures are for, ascending.
    package var windows = [Duration.seconds(3_600), .seconds(86_400)]

    package init() {}
}

/// What is served over HTTP, to whom, and what a client may cost.
package struct HTTPSettings: Sendable, Equatable {
    package var enabled = true
    package var host = "127.0.0.1"
    /// 0: any free port.
    package var port = 8787
    /// A secret; nil: `tokenFile` or a credential may have one.
    package var token: String?
    /// Empty for none.
    package var tokenFile = ""
    /// Whether everybody who can reach `host` may ask.
    package var isInsecure = false
    package var connectionCountMax = 256
    package var bodyByteCountMax = 65_536
    package var eventCountMax = 256
    package var requestsPerSecondMax = 500
    /// Questions that may wait for the engine.
    package var queryCountMax = 64
    package var idleTimeout = Duration.seconds(5)
    package var requestTimeout = Duration.seconds(10)
    package var queryTimeout = Duration.seconds(1)

    package init() {}
}

/// What is logged, and how.
package struct LogSettings: Sendable, Equatable {
    package enum Level: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    package enum Format: String, Sendable, CaseIterable {
        /// Text on a terminal, JSON otherwise.
        case auto
        case text
        case json
    }

    package var level = Level.info
    package var format = Format.auto
}

extension HTTPSettings {
    /// Whether a text that stands in a file of its own would be accepted as `http.token`.
    package static func isToken(_ text: String) -> Bool { TextRule.token.isAccepted(text) }
}
