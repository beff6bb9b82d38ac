/// How far the input was read, and what went wrong on the way.
package struct KafkaSourceStatus: Sendable, Equatable {
    package struct Partition: Sendable, Equatable {
        package var partition: Int32
        /// The offset after the last record handed over; nil before the first assignment.
        package var nextOffset: Int64?
        /// The offset after the topic's last record, as of the last fetch.
        package var highWatermark: Int64?
        /// Committed to the group by this process.
        package var committedOffset: Int64?

        /// Records that are still to be read.
        package var lag: Int64? {
            guard let nextOffset, let highWatermark else { return nil }
            return max(0, highWatermark - nextOffset)
        }
    }

    /// Ours at the moment, in ascending order.
    package var partitions: [Partition] = []
    package var isSubscribed = false
    /// Whether a broker connection was up a few seconds ago.
    package var isConnected = false
    package var assignmentCount = 0
    package var revocationCount = 0
    /// Revocations that came too late to be answered in time.
    package var lossCount = 0
    /// Records that came for a partition not ours, or twice.
    package var droppedRecordCount = 0
    /// Times that the topic was found to go on where the state left off.
    package var verifiedAnchorCount = 0
    /// Problems that a policy of `continue` got over, by `RecoveryProblem.name`.
    package var continuedProblemCountByName: [String: Int] = [:]
    /// Records that these problems cost; see `RecoveryProblem.lostRecordCount`.
    package var lostRecordCount: Int64 = 0
    /// Records that wait in librdkafka.
    package var queuedRecordCount = 0
    package var errorCountByName: [String: Int] = [:]
    package var statistics = ClientStatistics()
}
