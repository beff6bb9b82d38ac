internal import HummingbirdCore

/// Lets no further connection in while as many are open as may be.
struct ConnectionLimit: AvailableConnectionsDelegate {
    let countMax: Int
    let traffic: HTTPTraffic
    private var count = 0

    init(countMax: Int, traffic: HTTPTraffic) {
        self.countMax = countMax
        self.traffic = traffic
    }

    mutating func connectionOpened() { count += 1 }
    mutating func connectionClosed() { count -= 1 }

    /// Asked before each acceptance and, after a refusal, when a connection has been closed.
    func isAcceptingNewConnections() -> Bool {
        if count < countMax { return true }
        traffic.refuse(.connections)
        return false
    }
}
