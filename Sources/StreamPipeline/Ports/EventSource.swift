/// Where events come from: Kafka, a recording, a generator.
package protocol EventSource: Sendable {
    /// Name of the input, e.g. the topic: it goes into every record that is published.
    var name: String { get }

    /// Replaces the content of `batch` by the next records, waiting for them if need be; an
    /// empty batch means that nothing came in time. Returns false at the end of the input.
    func fill(_ batch: inout InputBatch) async throws -> Bool

    /// Tells that everything computed from records before these offsets has been delivered.
    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws

    /// Gives the input back in good order; nothing is called afterwards.
    func close() async
}
