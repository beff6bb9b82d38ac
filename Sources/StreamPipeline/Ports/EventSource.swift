/// Where events come from: Kafka, a recording, a generator.
package protocol EventSource: Sendable {
    /// Name of the input, e.g. the topic: it goes into every record that is published.
    var name: String { get }

    /// Replaces the content of `batch` by the next records, waiting for them if need be; an
    /// empty batch means that nothing came in time. Returns false at the end of the input.
    func fill(_ batch: inout InputBatch) async throws -> Bool

    /// Tells that what was computed from records before these offsets has been delivered, and
    /// that the state that holds them is durable where there are snapshots.
    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws

    /// Partitions that records come from now; nil where the source does not know, or not yet.
    var assignedPartitions: Set<Int32>? { get async }

    /// Says that records of this partition are waited for, for a source that may choose.
    func want(_ partition: Int32) async

    /// Gives the input back in good order; nothing is called afterwards.
    func close() async
}

extension EventSource {
    package var assignedPartitions: Set<Int32>? { get async { nil } }
    package func want(_ partition: Int32) async {}
}
