/// What librdkafka says about a client once a second, as far as an operator needs it.
package struct ClientStatistics: Sendable, Equatable {
    package struct Broker: Sendable, Equatable {
        /// The broker's number in its cluster.
        package var nodeID: Int
        package var isUp = false
        /// From a request to its answer, seconds, over the last second: the mean, and what 99 of
        /// 100 requests stay below. nil where none was answered.
        package var roundTripSeconds: Double?
        package var roundTripSecondsP99: Double?
    }

    /// Records, and their bytes, that wait for an acknowledgement.
    package var queuedRecordCount = 0
    package var queuedByteCount = 0
    /// On the wire since the start, of a client before this one too.
    package var sentByteCount = 0
    package var receivedByteCount = 0
    /// In ascending order; addresses to begin with, which have no number yet, are left out.
    package var brokers: [Broker] = []
    /// Whether there is a connection to any broker, be it to one without a number.
    package var isConnected = false
}

extension ClientStatistics {
    /// Reads librdkafka's own format; what it does not find stays as it is.
    ///
    /// https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md
    init(json: UnsafeRawBufferPointer) {
        var cursor = JSONCursor(json)
        cursor.members { name, value in
            switch name {
            case "msg_cnt": queuedRecordCount = value.integer()
            case "msg_size": queuedByteCount = value.integer()
            case "tx_bytes": sentByteCount = value.integer()
            case "rx_bytes": receivedByteCount = value.integer()
            case "brokers": value.members { _, broker in take(&broker) }
            default: value.skip()
            }
        }
        brokers.sort { $0.nodeID < $1.nodeID }
    }

    private mutating func take(_ value: inout JSONCursor) {
        var broker = Broker(nodeID: -1)
        value.members { name, value in
            switch name {
            case "nodeid": broker.nodeID = value.integer()
            case "state": broker.isUp = value.string() == "UP"
            case "rtt": broker.take(roundTrip: &value)
            default: value.skip()
            }
        }
        isConnected = isConnected || broker.isUp
        if broker.nodeID >= 0 { brokers.append(broker) }
    }

    /// Totals go on where those of another client have ended.
    mutating func goOn(from earlier: ClientStatistics) {
        sentByteCount += earlier.sentByteCount
        receivedByteCount += earlier.receivedByteCount
    }
}

extension ClientStatistics.Broker {
    /// Microseconds, of the requests that were answered in the last second.
    fileprivate mutating func take(roundTrip value: inout JSONCursor) {
        var (mean, p99, count) = (0, 0, 0)
        value.members { name, value in
            switch name {
            case "avg": mean = value.integer()
            case "p99": p99 = value.integer()
            case "cnt": count = value.integer()
            default: value.skip()
            }
        }
        guard count > 0 else { return }
        roundTripSeconds = Double(mean) / 1e6
        roundTripSecondsP99 = Double(p99) / 1e6
    }
}
