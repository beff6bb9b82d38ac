import Testing

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
