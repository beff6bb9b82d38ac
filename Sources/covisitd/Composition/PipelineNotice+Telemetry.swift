internal import Operations
internal import StreamPipeline

extension PipelineNotice {
    /// What the operator is told of it.
    var telemetry: TelemetryEvent {
        switch self {
        case .orderRepeating(let batches): .orderRepeating(batches: batches)
        case .orderRepeated: .orderRepeated
        case .orderAbandoned(let partition, let batches):
            .orderAbandoned(partition: partition, batches: batches)
        case .orderUnfinished(let batches): .orderUnfinished(batches: batches)
        case .snapshotWritten(let facts):
            .snapshotWritten(place: facts.place, bytes: facts.byteCount, seconds: facts.seconds)
        case .snapshotFailed(let reason): .snapshotFailed(detail: reason)
        }
    }
}
