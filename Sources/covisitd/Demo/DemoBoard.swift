internal import CovisitCore
internal import Operations
internal import Synchronization

/// What the demo has seen: written by its player and its reader, read by its screen.
final class DemoBoard: Sendable {
    struct Lists: Equatable {
        var clicks: [Int64] = []
        var orders: [Int64] = []
    }

    struct Session {
        var events: [(type: EventType, item: Int64)] = []
        var lists: Lists?
        var previous: Lists?
        /// How often its lists were published.
        var publications = 0
    }

    struct State {
        var sessions: [Int64: Session] = [:]
        /// Sessions whose lists came last, newest first.
        var recent: [Int64] = []
        /// When each event was handed to the broker, by offset.
        var sent: [ContinuousClock.Instant] = []
        var latencies: [Double] = []
        var received = 0
        var daemon = DaemonStatus()
    }

    private static let recentMax = 6
    private static let eventsShown = 6
    /// Where there is a choice, sessions with this many events are shown.
    private static let eventsWorthShowing = 4
    private static let latenciesKept = 2_000

    private let state = Mutex(State())

    var snapshot: State { state.withLock { $0 } }

    func set(_ status: DaemonStatus) {
        state.withLock { $0.daemon = status }
    }

    func sent(session: Int64, item: Int64, type: EventType) {
        state.withLock { state in
            state.sent.append(.now)
            state.sessions[session, default: Session()].events.append((type, item))
            if state.sessions[session, default: Session()].events.count > Self.eventsShown {
                state.sessions[session, default: Session()].events.removeFirst()
            }
        }
    }

    func received(session: Int64, offset: Int, lists: Lists) {
        state.withLock { state in
            state.received += 1
            if offset < state.sent.count {
                state.latencies.append((.now - state.sent[offset]) / .milliseconds(1))
                if state.latencies.count > Self.latenciesKept { state.latencies.removeFirst() }
            }
            var seen = state.sessions[session] ?? Session()
            seen.previous = seen.lists
            seen.lists = lists
            seen.publications += 1
            state.sessions[session] = seen
            if seen.events.count < Self.eventsWorthShowing && state.recent.count == Self.recentMax {
                return
            }
            state.recent.removeAll { $0 == session }
            state.recent.insert(session, at: 0)
            if state.recent.count > Self.recentMax { state.recent.removeLast() }
        }
    }
}

extension DemoBoard.State {
    /// A quantile of the newest latencies, in milliseconds.
    func latency(_ quantile: Double) -> Double? {
        if latencies.isEmpty { return nil }
        let sorted = latencies.sorted()
        return sorted[min(sorted.count - 1, Int(quantile * Double(sorted.count)))]
    }
}
