package import CovisitCore

/// Whom the live scorer watches, and how far back its figures go.
package struct LiveQualityOptions: Sendable, Equatable {
    /// Share of the sessions that are watched, 0 to 1; the rest costs nothing.
    package var share = 0.1
    /// Sessions whose lists are remembered; above that one leaves that did nothing for long.
    package var sessionsMax = 100_000
    /// Spans of event time, in milliseconds.
    package var windows: [Int64] = [3_600_000, 86_400_000]

    package init() {}

    /// For the options of an engine's steps.
    package var sample: SessionSample { SessionSample(share: share) }

    /// What the scorer holds with its bound reached, in bytes; its arrays are as long from the
    /// start, and taken up as they fill.
    package func byteCountMax(_ configuration: EngineConfiguration) -> Int {
        let watched = WatchedSessions.countMax(self, configuration) * Engine.shardCount
        return watched * WatchedSessions.bytesPerSession(configuration)
            + configuration.sessionsMax * MemoryLayout<UInt32>.stride
            + (windows.count + 1) * QualityWindow.byteCount
    }
}
