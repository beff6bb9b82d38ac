internal import CovisitCore
internal import Synchronization

/// What the live scorer has found, for any task to read.
package final class QualityBoard: Sendable {
    private struct Content {
        var tally: QualityTally
        var sessions = 0
        var dropped = 0
    }

    private let content: Mutex<Content>
    private let sessionsMax: Int

    init(_ options: LiveQualityOptions, _ configuration: EngineConfiguration) {
        content = Mutex(Content(tally: QualityTally(spans: options.windows)))
        sessionsMax =
            WatchedSessions.countMax(options, configuration) * Engine.shardCount
    }

    /// As of the last step.
    package var figures: QualityFigures {
        content.withLock { content in
            var figures = QualityFigures()
            figures.windows = content.tally.windows.map(QualityFigures.Window.init)
            figures.sessions = content.sessions
            figures.sessionsMax = sessionsMax
            figures.sessionsDropped = content.dropped
            return figures
        }
    }

    func update(_ body: (inout QualityTally) -> Void) {
        content.withLock { body(&$0.tally) }
    }

    func noteSessions(count: Int, dropped: Int) {
        content.withLock {
            $0.sessions = count
            $0.dropped = dropped
        }
    }
}
