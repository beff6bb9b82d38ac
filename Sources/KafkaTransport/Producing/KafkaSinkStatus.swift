package import StreamPipeline

/// What the output has done and still has to do, in records since the start.
package struct KafkaSinkStatus: Sendable, Equatable {
    package var publishedCount = 0
    package var deliveredCount = 0
    /// Waiting for the broker's acknowledgement, with reports not yet taken.
    package var outstandingCount = 0
    /// Times that a record had to be published again.
    package var retriedCount = 0
    package var deadLettersDroppedCount = 0
    /// Times that a fatal error cost a producer.
    package var replacedCount = 0
    package var failedCountByName: [String: Int] = [:]
    package var errorCountByName: [String: Int] = [:]
    package var isConnected = false
    package var statistics = ClientStatistics()
    /// Seconds from the hand-over of a record to the broker's acknowledgement. Of each round of
    /// reports the first delivered one is looked at: it has waited the longest.
    package var acknowledgeSeconds = Histogram.waits
}
