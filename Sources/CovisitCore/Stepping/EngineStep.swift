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
    /// Items that left before this step's first event: their numbers may be others' in it.
    package let retired: [UInt32]
    private let firstEvent: Int
    private let admitted: [AdmittedEvent]
    private let popular: PopularVersions
    private let sessions: [ShardCell<SessionShard>]
    private let items: [ShardCell<ItemShard>]
    private let exchanges: [Exchange]
    private let options: StepOptions
    private let wantsWeights: Bool
    private let longestList: Int
    private let decays: [ForwardDecay]
    /// Indices of `admitted` by session shard, in order; shard s has those from `starts[s]`.
    private let eventsByShard: [UInt32]
    private let starts: [Int]
    /// The place of each event among those of its shard.
    private let placeInShard: [UInt32]

    private var outputs: [SessionOutput] = []
    private var firstRead: [Int] = []
    private var board = ReadBoard(count: 0, length: 1)

    init(
        batch: EventBatch, firstEvent: Int, admitted: [AdmittedEvent], retired: [UInt32],
        popular: PopularVersions, ids: IDTable, sessions: [ShardCell<SessionShard>],
        items: [ShardCell<ItemShard>], workers: Int, options: StepOptions,
        configuration: EngineConfiguration
    ) {
        self.batch = batch
        self.firstEvent = firstEvent
        self.admitted = admitted
        self.retired = retired
        self.popular = popular
        self.ids = ids
        self.sessions = sessions
        self.items = items
        self.options = options
        wantsWeights = EventType.allCases.contains {
            configuration.objectives[$0].blend == .weights
        }
        longestList = configuration.matrices.map(\.candidates).max() ?? 1
        decays = configuration.matrices.map {
            ForwardDecay(halfLifeMilliseconds: $0.halfLifeMilliseconds)
        }
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

    /// The highest event time so far, this step included.
    package var watermark: Int64 { admitted.last?.watermark ?? 0 }

    /// Where they stand in the batch.
    package var eventRange: Range<Int> { firstEvent..<(firstEvent + admitted.count) }

    /// How many ranges of events `exchange` is to be called for.
    package var workers: Int { exchanges.count }

    package func advanceSessions(_ shard: Int) {
        sessions[shard].withLock { session in
            session.output.removeAll()
            let own = eventsByShard[starts[shard]..<starts[shard + 1]]
            for index in own { session.ids.prefetch(hash: admitted[Int(index)].sessionHash) }
            for index in own {
                session.take(
                    admitted[Int(index)], index: Int(index), arena: batch.arena,
                    options: options)
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
        board = ReadBoard(count: count, length: longestList, hasWeights: wantsWeights)
    }

    package func exchange(worker: Int) {
        let range =
            (admitted.count * worker / workers)..<(admitted.count * (worker + 1) / workers)
        exchanges[worker].fill { exchange in
            for index in range { count(index, &exchange) }
            exchange.layOut()
            var growths = [WeightGrowth](repeating: WeightGrowth(), count: decays.count)
            for index in range { place(index, &growths, &exchange) }
        }
    }

    private func count(_ index: Int, _ exchange: inout Exchange.Content) {
        let shard = admitted[index].shard
        let outcome = outputs[shard].outcomes[Int(placeInShard[index])]
        for delta in outcome.deltas { exchange.count(row: outputs[shard].deltas[delta].row) }
        guard outcome.request >= 0 else { return }
        for read in outputs[shard].requests[Int(outcome.request)].reads {
            exchange.count(row: outputs[shard].reads[read].row)
        }
    }

    private func place(
        _ index: Int, _ growths: inout [WeightGrowth], _ exchange: inout Exchange.Content
    ) {
        let shard = admitted[index].shard
        let outcome = outputs[shard].outcomes[Int(placeInShard[index])]
        for delta in outcome.deltas {
            let delta = outputs[shard].deltas[delta]
            let matrix = Int(delta.matrix)
            growths[matrix].move(to: delta.timestamp, decays[matrix])
            exchange.place(RowOperation(delta, growth: growths[matrix]))
        }
        guard outcome.request >= 0 else { return }
        let first = firstRead[shard]
        for read in outputs[shard].requests[Int(outcome.request)].reads {
            let place = UInt32(first + read)
            let content = outputs[shard].reads[read]
            guard wantsWeights else {
                exchange.place(RowOperation(content, at: place))
                continue
            }
            let decay = decays[Int(content.matrix)]
            let now = admitted[index].watermark
            let epoch = decay.epoch(of: now)
            exchange.place(
                RowOperation(
                    content, at: place, epoch: epoch,
                    scale: Float(1 / decay.growth(at: now, epoch: epoch))))
        }
    }

    package func learn(_ shard: Int) {
        for exchange in exchanges {
            let operations = exchange.operations(of: shard)
            if operations.isEmpty { continue }
            items[shard].withLock {
                $0.apply(operations, itemBound: ids.bound, ids: ids, board: board)
            }
        }
    }

    package func rank(_ shard: Int) {
        sessions[shard].withLock { session in
            session.ranker.removeAll()
            let output = outputs[shard]
            for request in output.requests where request.isWanted {
                let first = firstRead[shard]
                session.ranker.rank(
                    event: firstEvent + request.event, isNewest: request.isNewest,
                    only: request.objective, history: output.history[request.history],
                    reads: (first + request.reads.lowerBound)..<(first + request.reads.upperBound),
                    board: board, popular: popular.lists(admitted[request.event].popular),
                    ids: ids)
            }
        }
    }

    /// What the events of a session shard say of lists, for whoever judges them; after
    /// `prepareExchange`.
    package func visits(_ shard: Int) -> [SessionVisit] { outputs[shard].visits }

    /// The lists of a session shard, after `rank`.
    package func withRanked<Result: Sendable>(
        _ shard: Int, _ body: (RankedSessions) -> Result
    ) -> Result {
        sessions[shard].withLock { body($0.ranker.ranked) }
    }
}
