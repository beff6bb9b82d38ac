import KafkaTransport
import StreamPipeline
import WireFormats

extension [InputBatch] {
    /// Where a snapshot after these batches would begin.
    var snapshot: [SnapshotPartition] {
        var nextOffsets: [Int32: Int64] = [:]
        var anchors: [Int32: RecordAnchor] = [:]
        for batch in self {
            nextOffsets.merge(batch.nextOffsets) { _, new in new }
            anchors.merge(batch.anchors) { _, new in new }
        }
        return nextOffsets.sorted { $0.key < $1.key }.map {
            SnapshotPartition(partition: $0.key, nextOffset: $0.value, anchor: anchors[$0.key])
        }
    }
}

extension Cluster {
    /// What a snapshot says after everything in the topic was read.
    func snapshot(afterReading count: Int) async throws -> [SnapshotPartition] {
        let source = try source()
        let batches = try await source.take(count)
        await source.close()
        return batches.snapshot
    }

    /// Plays records that are no events, of 100 kB each, until the broker has let go of the first
    /// ones.
    func overrunRetention() async throws {
        var cluster = self
        // The broker counts compressed bytes, of 5 MiB.
        cluster.settings.properties["compression.type"] = "none"
        let payload = [UInt8](repeating: UInt8(ascii: "{"), count: 100_000)
        try await cluster.play((0..<80).map { _ in (nil, payload) })
    }
}
