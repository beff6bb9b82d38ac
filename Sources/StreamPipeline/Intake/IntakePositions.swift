import CovisitCore
import WireFormats

/// How far each partition was taken: a record before that is not taken again, whoever sends it.
struct IntakePositions: Sendable {
    private var nextOffsets: [Int32: Int64]

    init(_ partitions: [SnapshotPartition]) {
        nextOffsets = Dictionary(
            partitions.map { ($0.partition, $0.nextOffset) }, uniquingKeysWith: max)
    }

    subscript(partition: Int32) -> Int64? { nextOffsets[partition] }

    /// Drops what was taken before, and moves on; returns how many records that were.
    mutating func admit(_ batch: inout InputBatch) -> Int {
        for (partition, offset) in batch.resets { nextOffsets[partition] = offset }
        var droppedCount = dropRejected(from: &batch)
        droppedCount += dropEvents(from: &batch)
        batch.nextOffsets = batch.nextOffsets.filter { partition, offset in
            guard offset > nextOffsets[partition] ?? -1 else { return false }
            nextOffsets[partition] = offset
            return true
        }
        batch.anchors = batch.anchors.filter { batch.nextOffsets[$0.key] != nil }
        return droppedCount
    }

    private func dropRejected(from batch: inout InputBatch) -> Int {
        var expected = nextOffsets
        let count = batch.rejected.count
        batch.rejected.removeAll { record in
            let position = record.position
            if position.offset < expected[position.partition] ?? 0 { return true }
            expected[position.partition] = position.offset + 1
            return false
        }
        return count - batch.rejected.count
    }

    /// Mostly nothing is dropped, and nothing is copied then.
    private func dropEvents(from batch: inout InputBatch) -> Int {
        var expected = nextOffsets
        var run = (partition: Int32(-1), nextOffset: Int64(0))
        var kept: EventBatch?
        for (index, event) in batch.events.events.enumerated() {
            if event.partition != run.partition {
                if run.partition >= 0 { expected[run.partition] = run.nextOffset }
                run = (event.partition, expected[event.partition] ?? 0)
            }
            if event.offset < run.nextOffset {
                if kept == nil { kept = batch.events.prefix(index) }
                continue
            }
            run.nextOffset = event.offset + 1
            kept?.append(event, from: batch.events.arena)
        }
        guard let kept else { return 0 }
        defer { batch.events = kept }
        return batch.events.count - kept.count
    }
}
