import Synchronization

@testable import Operations

/// An output that keeps what it takes, as long as somebody reads.
final class Lines: Sendable {
    private struct State {
        var texts: [String] = []
        var isRead = true
        var patience: [Duration] = []
    }

    private let state = Mutex(State())

    var all: [String] { state.withLock { $0.texts } }
    /// How long each line would have waited.
    var patience: [Duration] { state.withLock { $0.patience } }

    func setRead(_ isRead: Bool) {
        state.withLock { $0.isRead = isRead }
    }

    @Sendable func take(_ line: LogLine, _ style: LogStyle, _ patience: Duration) -> Bool {
        state.withLock { state in
            state.patience.append(patience)
            guard state.isRead else { return false }
            state.texts.append(line.text(style))
            return true
        }
    }
}
