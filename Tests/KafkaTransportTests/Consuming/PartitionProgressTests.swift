import Testing
import WireFormats

@testable import KafkaTransport

struct `Positions over rebalances` {
    @Test func `our own position goes before a given beginning`() {
        var progress = PartitionProgress()
        progress.begin([0: 10])
        progress.advance(0, to: 25)
        progress.begin([0: 10, 1: 3])
        #expect(progress.assign([0, 1]) == [0: 25, 1: 3])
    }

    @Test func `what was given back is remembered and not ours`() {
        var progress = PartitionProgress()
        progress.begin([0: 0, 1: 0])
        _ = progress.assign([1, 0])
        progress.advance(1, to: 4)
        #expect(progress.revoke() == [0, 1])
        #expect(progress.assigned.isEmpty)
        #expect(progress.assign([1]) == [1: 4])
        #expect(progress.unknown(among: [0, 2]) == [2])
    }
}

struct `Where fetching begins` {
    private static let anchor = RecordAnchor(offset: 24, fingerprint: 7)

    @Test func `at the last record read, while it is there`() {
        var progress = PartitionProgress()
        progress.begin([SnapshotPartition(partition: 0, nextOffset: 25, anchor: Self.anchor)])
        #expect(progress.assign([0]) == [0: 25])
        #expect(progress.fetchOffsets(from: [0: 24]) == [0: 24])
        #expect(progress.unverified == [0: Self.anchor])
        #expect(progress.fetchOffsets(from: [0: 25]) == [0: 25])
        #expect(progress.unverified.isEmpty)
    }

    @Test func `at the position when that was moved`() {
        var progress = PartitionProgress()
        progress.begin([SnapshotPartition(partition: 0, nextOffset: 25, anchor: Self.anchor)])
        _ = progress.assign([0])
        progress.move(0, to: 90)
        #expect(progress.fetchOffsets(from: [0: 0]) == [0: 90])
        #expect(progress.takeUnreported() == [0: 90])
        #expect(progress.takeUnreported() == [:])
    }

    @Test func `at the position when a snapshot's anchor lies behind it`() {
        var progress = PartitionProgress()
        progress.begin([SnapshotPartition(partition: 0, nextOffset: 20, anchor: Self.anchor)])
        _ = progress.assign([0])
        #expect(progress.fetchOffsets(from: [0: 0]) == [0: 20])
    }

    @Test func `at 0 for a number below it`() {
        var progress = PartitionProgress()
        progress.begin([SnapshotPartition(partition: 0, nextOffset: .min)])
        #expect(progress.assign([0]) == [0: 0])
    }
}
