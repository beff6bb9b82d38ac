import CovisitCore
import WireFormats

/// Which input the state is true for.
struct StateProgress: Sendable {
    private var partitions: [Int32: SnapshotPartition]
    private var sequence: UInt64

    init(_ start: IntakeStart) {
        partitions = Dictionary(start.partitions.map { ($0.partition, $0) }) { $1 }
        sequence = start.sequence
    }

    mutating func take(_ batch: IntakeBatch) {
        sequence = batch.sequence
        for (partition, offset) in batch.content.nextOffsets {
            // A position moves back on purpose only.
            let isReset = batch.content.resets[partition] != nil
            let nextOffset = max(offset, isReset ? 0 : partitions[partition]?.nextOffset ?? 0)
            let anchor = batch.content.anchors[partition] ?? partitions[partition]?.anchor
            partitions[partition] = SnapshotPartition(
                partition: partition, nextOffset: nextOffset, anchor: anchor)
        }
    }

    func header(topic: String, engine: Engine) -> SnapshotHeader {
        SnapshotHeader(
            topic: topic, partitions: partitions.values.sorted { $0.partition < $1.partition },
            sequence: sequence, watermark: engine.watermark,
            eventCount: Int64(engine.eventCount), configuration: engine.configuration.stateKeys)
    }
}

extension SnapshotHeader {
    var nextOffsets: [Int32: Int64] {
        Dictionary(partitions.map { ($0.partition, $0.nextOffset) }) { $1 }
    }
}
