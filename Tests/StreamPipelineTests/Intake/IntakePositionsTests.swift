import CovisitCore
import Testing
import WireFormats

@testable import StreamPipeline

struct IntakePositionsTests {
    private func batch(_ records: [(Int32, Int64)], rejected: [(Int32, Int64)] = []) -> InputBatch {
        var batch = InputBatch()
        for (partition, offset) in records {
            let session = batch.events.intern("s\(partition)")
            batch.events.append(
                Event(
                    session: session, item: ExternalID(integer: offset), timestamp: 1,
                    type: .clicks, partition: partition, offset: offset))
            batch.nextOffsets[partition] = offset + 1
        }
        for (partition, offset) in rejected {
            batch.rejected.append(
                RejectedRecord(
                    position: SourcePosition(partition: partition, offset: offset),
                    reason: .malformed, key: nil, payload: nil))
            batch.nextOffsets[partition] = max(batch.nextOffsets[partition] ?? 0, offset + 1)
        }
        return batch
    }

    private func offsets(_ batch: InputBatch) -> [Int64] { batch.events.events.map(\.offset) }

    @Test func `what was taken is not taken again`() {
        var positions = IntakePositions([SnapshotPartition(partition: 0, nextOffset: 5)])
        var first = batch([(0, 3), (0, 4), (0, 5), (1, 0), (0, 6)], rejected: [(0, 2), (0, 7)])
        #expect(positions.admit(&first) == 3)
        #expect(offsets(first) == [5, 0, 6])
        #expect(first.rejected.map(\.position.offset) == [7])
        #expect(first.nextOffsets == [0: 8, 1: 1])
        var again = batch([(0, 5), (0, 6), (1, 0)], rejected: [(0, 7)])
        #expect(positions.admit(&again) == 4)
        #expect(again.recordCount == 0)
        #expect(again.nextOffsets.isEmpty)
    }

    @Test func `a record that comes twice in one batch counts once`() {
        var positions = IntakePositions([])
        var twice = batch([(0, 0), (0, 1), (1, 4), (0, 1), (0, 2), (0, 0)])
        #expect(positions.admit(&twice) == 2)
        #expect(offsets(twice) == [0, 1, 4, 2])
        #expect(twice.events.arena.withUnsafeBytes { $0.count } > 0, "strings are kept")
        let session = twice.events.events[2].session
        #expect(String(decoding: twice.events.arena[session.range], as: UTF8.self) == "s1")
    }

    @Test func `a position that was moved back on purpose takes records again`() {
        var positions = IntakePositions([SnapshotPartition(partition: 0, nextOffset: 100)])
        var rewritten = batch([(0, 90), (0, 91)])
        rewritten.resets = [0: 90]
        #expect(positions.admit(&rewritten) == 0)
        #expect(offsets(rewritten) == [90, 91])
        #expect(positions[0] == 92)
    }
}
