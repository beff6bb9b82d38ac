import Synchronization

/// One run through the phases, over events whose items are known.
///
/// 1. `advanceSessions` (each session shard): sessions take their events and emit pair deltas.
/// 2. `prepareExchange` once, then `exchange` (each worker, a range of events): deltas and row
///    reads go to the item shards that own their rows, in the order of the events.
/// 3. `learn` (each item shard): rows learn and are read.
/// 4. `rank` (each session shard): the lists of the touched sessions.
///
/// A barrier lies between the phases; within one, calls for different shards may run side by
/// side. Rows are read at the very place in the order of events that a list is as of, so that
/// lists do not depend on where a batch ends.
package struct EngineStep: Sendable {
    package let batch: EventBatch
    package let ids: IDTable
    private let firstEvent: Int
    private let admitted: [AdmittedEvent]
    private let popular: PopularVersions
    private let sessions: [ShardCell<SessionShard>]
    private let items: [ShardCell<ItemShard>]
    private let exchanges: [Exchange]
    private let lists: Bool
    private let longestList: Int
    /// Indices of `admitted` by session shard, in order; shard s has those from `starts[s]`.
    private let eventsByShard: [UInt32]
    private let starts: [Int]
    /// The place of each event among those of its shard.
    private let placeInShard: [UInt32]

    private var outputs: [SessionOutput] = []
    private var firstRead: [Int] = []
    private var board = ReadBoard(count: 0, length: 1)

    init(
        batch: EventBatch, firstEvent: Int, admitted: [AdmittedEvent], popular: PopularVersions,
        ids: IDTable, sessions: [ShardCell<SessionShard>], items: [ShardCell<ItemShard>],
        workers: Int, lists: Bool, longestList: Int
    ) {
        self.batch = batch
        self.firstEvent = firstEvent
        self.admitted = admitted
        self.popular = popular
        self.ids = ids
        self.sessions = sessions
        self.items = items
        self.lists = lists
        self.longestList = longestList
        exchanges = (0..<max(1, workers)).map { _ in Exchange() }
        var starts = [Int](repeating: 0, count: Engine.shardCount + 1)
        for event in admitted { starts[event.shard + 1] += 1 }
        for shard in 0..<Engine.shardCount { starts[shard + 1] += starts[shard] }
        var next = starts
        var eventsByShard = [UInt32](repeating: 0, count: admitted.count)
        var placeInShard = eventsByShard
        for (index, event) in admitted.enumerated() {
            let place = next[event.shard]
            eventsByShard[place] = UInt32(index)
            placeInShard[index] = UInt32(place - starts[event.shard])
            next[event.shard] += 1
        }
        self.starts = starts
        self.eventsByShard = eventsByShard
        self.placeInShard = placeInShard
    }

    /// Events that this step takes; fewer than the batch holds when items have to leave first.
    package var eventCount: Int { admitted.count }

    /// How many ranges of events `exchange` is to be called for.
    package var workers: Int { exchanges.count }

    package func advanceSessions(_ shard: Int) {
        sessions[shard].withLock { session in
            session.output.removeAll()
            for index in eventsByShard[starts[shard]..<starts[shard + 1]] {
                session.take(
                    admitted[Int(index)], index: Int(index), arena: batch.arena, rank: lists)
            }
            session.finishRequests()
        }
    }

    /// Between phases 1 and 2: lays out the board that reads are written to.
    package mutating func prepareExchange() {
        outputs = sessions.map { cell in cell.withLock { $0.output } }
        firstRead = []
        var count = 0
        for output in outputs {
            firstRead.append(count)
            count += output.reads.count
        }
        board = ReadBoard(count: count, length: longestList)
    }

    package func exchange(worker: Int) {
        let range =
            (admitted.count * worker / workers)..<(admitted.count * (worker + 1) / workers)
        exchanges[worker].fill { operations in
            for index in range {
                let shard = admitted[index].shard
                let outcome = outputs[shard].outcomes[Int(placeInShard[index])]
                let deltas = outcome.firstDelta..<(outcome.firstDelta + outcome.deltaCount)
                for delta in outputs[shard].deltas[deltas] {
                    operations[Int(delta.row) % Engine.shardCount].append(RowOperation(delta))
                }
                guard outcome.request >= 0 else { continue }
                let request = outputs[shard].requests[Int(outcome.request)]
                for read in request.reads {
                    let operation = RowOperation(
                        outputs[shard].reads[read], at: UInt32(firstRead[shard] + read))
                    operations[Int(operation.row) % Engine.shardCount].append(operation)
                }
            }
        }
    }

    package func learn(_ shard: Int) {
        for exchange in exchanges {
            let operations = exchange.operations(of: shard)
            if operations.isEmpty { continue }
            items[shard].withLock { $0.apply(operations, ids: ids, board: board) }
        }
    }

    package func rank(_ shard: Int) {
        sessions[shard].withLock { session in
            session.ranker.removeAll()
            let output = outputs[shard]
            for request in output.requests where request.isWanted {
                let first = firstRead[shard]
                session.ranker.rank(
                    event: firstEvent + request.event, history: output.history[request.history],
                    reads: (first + request.reads.lowerBound)..<(first + request.reads.upperBound),
                    board: board, popular: popular.lists(admitted[request.event].popular),
                    ids: ids)
            }
        }
    }

    /// The lists of a session shard, after `rank`.
    package func withRanked<Result: Sendable>(
        _ shard: Int, _ body: (RankedSessions) -> Result
    ) -> Result {
        sessions[shard].withLock { body($0.ranker.ranked) }
    }
}

/// What one worker sorted by item shard.
final class Exchange: Sendable {
    private let byShard: Mutex<[[RowOperation]]>

    init() {
        byShard = Mutex(Array(repeating: [], count: Engine.shardCount))
    }

    func fill(_ body: (inout [[RowOperation]]) -> Void) {
        byShard.withLock { body(&$0) }
    }

    func operations(of shard: Int) -> [RowOperation] {
        byShard.withLock { $0[shard] }
    }
}
