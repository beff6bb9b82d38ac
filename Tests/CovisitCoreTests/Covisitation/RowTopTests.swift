import Testing

@testable import CovisitCore

/// A read begins at the weight where the one before ended; it must find what a look at every slot
/// finds.
struct RowTopTests {
    private static let itemCount = 700
    /// Few weights, so that many are equal.
    private static let weights: [Float] = [1, 3, 6]

    private static var configuration: EngineConfiguration {
        var configuration = EngineConfiguration.otto3
        configuration.matrices = [configuration.matrices[0]]
        configuration.matrices[0].halfLifeMilliseconds = 3_600_000
        configuration.relatedIntervalMilliseconds = nil
        return configuration
    }

    /// Ids in another order than their numbers, since ids decide where weights are equal.
    private static var ids: IDTable {
        var ids = IDTable()
        var random = SeededGenerator(seed: 3)
        for id in Array(0..<Int64(itemCount)).shuffled(using: &random) {
            let id = ExternalID(integer: id)
            _ = ids.insert(id, hash: id.hash(in: []), in: [])
        }
        return ids
    }

    private static func expectAgreement(
        _ shard: inout ItemShard, _ ids: IDTable, at timestamp: Int64, _ place: String
    ) {
        let wanted = configuration.matrices[0].candidates
        let board = ReadBoard(count: 1, length: wanted)
        let read = RowOperation(RowRead(row: 0, matrix: 0), at: 0)
        shard.apply([read], itemBound: itemCount, ids: ids, board: board)
        let all = shard.neighbours(of: 0, matrix: 0, count: 10_000, at: timestamp, ids: ids)
        #expect(Array(board.neighbours(at: 0)) == all.prefix(wanted).map(\.item), "\(place)")
    }

    @Test func `a read from the last one's floor finds the heaviest of all slots`() {
        let ids = Self.ids
        let decay = ForwardDecay(
            halfLifeMilliseconds: Self.configuration.matrices[0].halfLifeMilliseconds)
        var shard = ItemShard(Self.configuration)
        var random = SeededGenerator(seed: 4)
        var growth = WeightGrowth()
        var timestamp: Int64 = 1_600_000_000_000
        var isFull = false
        for step in 0..<6_000 {
            // A hundred seconds an event; now and then days, which is another epoch.
            timestamp += step % 1_000 == 999 ? 200_000_000 : 100_000
            growth.move(to: timestamp, decay)
            let spread = random.uniform() * random.uniform() * random.uniform()
            let delta = PairDelta(
                timestamp: timestamp, row: 0,
                neighbour: UInt32(1 + Int(spread * Double(Self.itemCount - 1))),
                weight: Self.weights[Int(random.next() % 3)], matrix: 0)
            let board = ReadBoard(count: 0, length: 1)
            shard.apply(
                [RowOperation(delta, growth: growth)], itemBound: Self.itemCount, ids: ids,
                board: board)
            if step % 3 == 0 {
                Self.expectAgreement(&shard, ids, at: timestamp, "step \(step)")
            }
            isFull = isFull || shard.counters.admitted > 100
            if step % 1_500 == 1_499 {
                // The heaviest are forgotten: what is left is lighter than the floor was.
                var isRetired = [Bool](repeating: false, count: Self.itemCount)
                for neighbour in 1..<60 { isRetired[neighbour] = true }
                shard.forget(isRetired, shard: 0)
                Self.expectAgreement(&shard, ids, at: timestamp, "forgotten at \(step)")
            }
        }
        #expect(isFull)
    }
}
