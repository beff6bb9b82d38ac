internal import Synchronization

/// Counts what HTTP clients do, and what is refused to them.
package final class HTTPTraffic: Sendable {
    /// Why a request or a connection was refused; raw values are names in `/status`.
    enum Refusal: String, CaseIterable {
        /// A Host header that is not this machine's.
        case host
        case token
        /// As many connections were open as may be: nobody was let in for a while.
        case connections
        /// No request came in time.
        case idle
        /// A request, or the taking of its answer, took too long.
        case slow
        /// No HTTP, or headers beyond the limits.
        case malformed
        /// A body that is too long, or where none belongs.
        case body
        /// The mailbox of questions was full.
        case queriesFull = "queries_full"
        /// The engine did not answer in time.
        case queriesLate = "queries_late"
    }

    private let counts = Mutex(DaemonStatus.HTTP())

    package init() {}

    /// What was counted so far.
    package var status: DaemonStatus.HTTP { counts.withLock { $0 } }

    func open() {
        counts.withLock { counts in
            counts.connections += 1
            counts.openConnections += 1
        }
    }

    func close() {
        counts.withLock { $0.openConnections -= 1 }
    }

    func refuse(_ refusal: Refusal) {
        counts.withLock { $0.refused[refusal.rawValue, default: 0] += 1 }
    }

    /// Counts a request that had to wait for its turn.
    func delay() {
        counts.withLock { $0.delayed += 1 }
    }

    /// `route` is one of the table, or "other": never what a client wrote.
    func count(_ route: String, status: Int) {
        counts.withLock { $0.requests[route, default: [:]]["\(status / 100)xx", default: 0] += 1 }
    }
}
