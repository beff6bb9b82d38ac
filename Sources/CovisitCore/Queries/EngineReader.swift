/// Answers questions about an engine between two of its steps, and leaves it as it is.
///
/// An answer is as of all that was stepped so far. One call at a time, by whoever steps the
/// engine. The lists of a session cost what they cost in a step: the reads of its rows.
package final class EngineReader {
    let engine: Engine
    let rules: RankingRules
    private let longestList: Int
    private let decays: [ForwardDecay]
    private var ranker: SessionRanker
    private var historyItems = HistoryItems()

    package init(_ engine: Engine) {
        self.engine = engine
        rules = RankingRules(engine.configuration)
        ranker = SessionRanker(rules)
        longestList = engine.configuration.matrices.map(\.candidates).max() ?? 1
        decays = engine.configuration.matrices.map {
            ForwardDecay(halfLifeMilliseconds: $0.halfLifeMilliseconds)
        }
    }

    /// The table of item ids; not to be kept, since the next step would have to copy it.
    package var ids: IDTable { engine.ids }

    /// The lists of a session that the engine holds; nil for any other, and for one that its next
    /// event would find forgotten.
    package func lists(
        ofSession id: ExternalID, in arena: [UInt8], explained: Bool = false
    ) -> SessionLists? {
        engine.session(id, in: arena).map { session in
            lists(
                of: session.tail[...], timestamp: session.lastTimestamp, unknownItems: [],
                explained: explained)
        }
    }

    /// The lists that a new session with these events would have, whatever their session is.
    ///
    /// They become a tail as a session's events do: in order of time, without repetitions, begun
    /// anew after a pause of `idleTimeout`. An item that the engine does not know has no
    /// neighbours and no number: its events are left out, and it is named in the answer.
    package func lists(after batch: EventBatch, explained: Bool = false) -> SessionLists {
        var tail = ScratchTail(engine.configuration)
        var unknownItems: [ExternalID] = []
        for event in batch.events {
            if let item = engine.item(event.item, in: batch.arena) {
                tail.take(TailEvent(timestamp: event.timestamp, item: item, type: event.type))
            } else {
                unknownItems.append(event.item)
            }
        }
        return lists(
            of: tail.events[...],
            timestamp: batch.events.reduce(0) { max($0, $1.timestamp) },
            unknownItems: unknownItems, explained: explained)
    }

    /// An item's top neighbours in every matrix; nil for an item that the engine does not know.
    package func related(to id: ExternalID, in arena: [UInt8]) -> RelatedAnswer? {
        guard let item = engine.item(id, in: arena) else { return nil }
        let matrices = engine.configuration.matrices.indices
        let lists = matrices.map { matrix in
            engine.neighbours(of: item, matrix: matrix, count: RelatedItems.listLength)
        }
        return RelatedAnswer(
            items: RelatedItems(item: item, timestamp: engine.watermark, lists: lists),
            rows: matrices.map { engine.facts(of: item, matrix: $0) })
    }

    func lists(
        of tail: ArraySlice<TailEvent>, timestamp: Int64, unknownItems: [ExternalID] = [],
        explained: Bool = false
    ) -> SessionLists {
        let ranked = rank(tail)
        return SessionLists(
            ranked: ranked, timestamp: timestamp, unknownItems: unknownItems,
            explanation: explained ? explain(ranked, of: tail) : nil)
    }

    /// What phases 1 to 3 of a step do for a session, with the rows as they are.
    private func rank(_ tail: ArraySlice<TailEvent>) -> RankedSessions {
        var reads: [RowRead] = []
        historyItems.read(tail)
        rules.appendReads(of: historyItems, for: nil, into: &reads)
        let board = ReadBoard(
            count: reads.count, length: longestList, hasWeights: rules.wantsWeights)
        for (place, read) in reads.enumerated() { self.read(read, at: place, onto: board) }
        ranker.removeAll()
        ranker.rank(
            event: 0, isNewest: true, only: nil, history: tail, reads: 0..<reads.count,
            board: board,
            popular: engine.popularItems, ids: engine.ids)
        return ranker.ranked
    }

    private func read(_ read: RowRead, at place: Int, onto board: ReadBoard) {
        let matrix = Int(read.matrix)
        let decay = decays[matrix]
        let epoch = decay.epoch(of: engine.watermark)
        let scale = Float(1 / decay.growth(at: engine.watermark, epoch: epoch))
        let operation = RowOperation(read, at: UInt32(place), epoch: epoch, scale: scale)
        let (ids, wanted) = (engine.ids, engine.configuration.matrices[matrix].candidates)
        engine.items[Int(read.row) % Engine.shardCount].withLock {
            $0.read(operation, wanted: wanted, ids: ids, onto: board)
        }
    }
}

/// The lists of one session, and what there is to say about them.
package struct SessionLists: Sendable {
    /// Holds this session alone.
    package var ranked: RankedSessions
    /// Time of its newest event.
    package var timestamp: Int64
    /// Items of posted events that the engine does not know; their strings lie in the arena of
    /// the events.
    package var unknownItems: [ExternalID]
    /// nil where nobody asked for one.
    package var explanation: Explanation?
}

/// An item's related items, and how much of each row they stand for.
package struct RelatedAnswer: Sendable {
    package var items: RelatedItems
    /// One for each matrix.
    package var rows: [RowFacts]
}

/// A tail that belongs to no session.
private struct ScratchTail {
    private(set) var events: [TailEvent] = []
    private let length: Int
    private let idleTimeout: Int64
    private var lastTimestamp: Int64 = 0

    init(_ configuration: EngineConfiguration) {
        length = configuration.tailLength
        idleTimeout = configuration.idleTimeoutMilliseconds
    }

    mutating func take(_ event: TailEvent) {
        if event.timestamp - lastTimestamp > idleTimeout { events.removeAll() }
        lastTimestamp = max(lastTimestamp, event.timestamp)
        var count = events.count
        // Room for one more, as `insert` wants it.
        if count < length { events.append(event) }
        events.withUnsafeMutableBufferPointer { buffer in
            guard let tail = buffer.baseAddress else { return }
            _ = insert(event, into: tail, count: &count, tailLength: length)
        }
        events.removeLast(events.count - count)
    }
}

extension Engine {
    /// The top items of each type.
    var popularItems: PerEventType<ArraySlice<UInt32>> {
        PerEventType(
            clicks: popularity.top[0][...], carts: popularity.top[1][...],
            orders: popularity.top[2][...])
    }

    func session(_ id: ExternalID, in arena: [UInt8]) -> SessionView? {
        let hash = id.hash(in: arena)
        let watermark = watermark
        return sessions[AdmittedEvent.shard(ofHash: hash)].withLock { shard in
            guard let number = shard.ids.find(id, hash: hash, in: arena) else { return nil }
            let view = shard.view(number)
            return shard.isForgotten(view.lastTimestamp, watermark) ? nil : view
        }
    }

    fileprivate func facts(of item: UInt32, matrix: Int) -> RowFacts {
        let watermark = watermark
        return items[Int(item) % Self.shardCount].withLock {
            $0.facts(of: item, matrix: matrix, at: watermark)
        }
    }
}
