extension DaemonStatus {
    /// What was asked of the daemon over HTTP.
    package struct HTTP: Sendable, Equatable, Codable {
        package var openConnections = 0
        package var connections = 0
        /// Questions that wait for the engine.
        package var queriesWaiting = 0
        /// Requests that had to wait, because there were more than are answered in a second.
        package var delayed = 0
        /// By route, then by class of the answer's status, as `2xx`.
        package var requests: [String: [String: Int]] = [:]
        /// Requests and connections that were refused, by reason.
        package var refused: [String: Int] = [:]

        package init() {}

        package enum CodingKeys: String, CodingKey {
            case connections, delayed, requests, refused
            case openConnections = "open_connections"
            case queriesWaiting = "queries_waiting"
        }
    }
}
