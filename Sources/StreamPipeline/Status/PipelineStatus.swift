package import CovisitCore
package import WireFormats

/// What the pipeline has done so far, for whoever asks from another task.
package struct PipelineStatus: Sendable {
    /// Events taken into the state.
    package var events = 0
    package var eventsByType = EventCounts()
    package var rejected: [RejectReason: Int] = [:]
    package var batches = 0
    /// Records that came again although they were counted, and were left out.
    package var repeatedRecords = 0
    /// Records handed to the sink.
    package var recommendations = 0
    package var relatedItems = 0
    package var payloadByteCount = 0
    /// Offset after the last record taken, by partition.
    package var nextOffsets: [Int32: Int64] = [:]
    /// Seconds from a batch's arrival to the hand-over of its last record, newest batch.
    package var lastBatchSeconds = 0.0
    package var batchSeconds = Histogram.works
    /// Seconds from an event's own time until everything computed from its batch is handed to the
    /// sink; where the pipeline was given the time of day.
    package var eventToPublishSeconds = Histogram.waits
    /// Seconds that a batch gave to a snapshot under way.
    package var snapshotPauseSeconds = Histogram.works
    /// Of the engine; up to a second old.
    package var engine = EngineStatistics()
    package var snapshots = SnapshotStatus()
    package var isConsuming = false

    package init() {}

    package var rejectedCount: Int { rejected.values.reduce(0, +) }
}
