package import StreamPipeline
package import SystemPackage
package import WireFormats

/// A recorded topic, one file for each partition: partition 0 first.
///
/// Partitions take turns, a batch each, unless one is wanted: so a run over several partitions
/// can be repeated in the order of its journal without holding much back.
package actor PartitionedRecordingSource: EventSource {
    package nonisolated let name: String
    package nonisolated let progress: [InputProgress]
    private let partitions: [RecordedEventSource]
    private var isAtEnd: [Bool]
    private var turn = 0
    private var wanted: Int?

    package init(
        files: [FilePath], schema: EventSchema, name: String, batchEventsMax: Int = 10_000,
        clock: @escaping @Sendable () -> Int64
    ) throws(RecordingError) {
        self.name = name
        var partitions: [RecordedEventSource] = []
        for (partition, file) in files.enumerated() {
            partitions.append(
                try RecordedEventSource(
                    files: [file], schema: schema, name: name, partition: Int32(partition),
                    batchEventsMax: batchEventsMax, clock: clock))
        }
        self.partitions = partitions
        progress = partitions.map(\.progress)
        isAtEnd = Array(repeating: false, count: partitions.count)
    }

    package func want(_ partition: Int32) {
        wanted = partitions.indices.contains(Int(partition)) ? Int(partition) : nil
    }

    package func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        while let partition = next() {
            if try await partitions[partition].fill(&batch) { return true }
            isAtEnd[partition] = true
        }
        return false
    }

    /// A recording has nobody to tell.
    package func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}

    package func close() async {}

    private func next() -> Int? {
        if let wanted, !isAtEnd[wanted] { return wanted }
        for step in 0..<partitions.count {
            let partition = (turn + step) % partitions.count
            if isAtEnd[partition] { continue }
            turn = partition + 1
            return partition
        }
        return nil
    }
}
