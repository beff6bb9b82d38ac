import Synchronization

/// The whole state: a pure function from (state, batch of events) to (state, recommendations).
///
/// A step has phases with barriers between them (see `EngineStep`); whoever drives them may run
/// the shards of one phase side by side. The engine itself is used by one task at a time.
package final class Engine {
    /// Logical shards of sessions and of items; part of the snapshot format.
    package static let shardCount = 64
    /// Most events of a step: what bounds its working memory, whatever a batch holds.
    private static let stepEventsMax = 4_096

    package let configuration: EngineConfiguration
    private(set) package var ids = IDTable()
    private(set) package var watermark: Int64 = 0
    private var popularity: Popularity
    private let sessions: [ShardCell<SessionShard>]
    private let items: [ShardCell<ItemShard>]
    private(set) package var eventCount = 0
    /// Items dropped because there were `itemsMax`.
    private(set) package var itemsRetired = 0

    package init(_ configuration: EngineConfiguration) {
        self.configuration = configuration
        popularity = Popularity(
            halfLifeMilliseconds: configuration.popularityHalfLifeMilliseconds)
        let rules = configuration.matrices.enumerated().map { PairRules($1, index: $0) }
        sessions = (0..<Self.shardCount).map { _ in
            ShardCell(SessionShard(configuration, rules: rules, shardCount: Self.shardCount))
        }
        items = (0..<Self.shardCount).map { _ in
            ShardCell(ItemShard(configuration))
        }
    }

    /// Phase 0: gives items their numbers, in order, and counts what is popular.
    ///
    /// A step takes events from `first` on, a limited number; it ends early, before an event whose
    /// item finds the directory full, and the next one makes room first. So the result does not
    /// depend on where batches end. `workers` is how many tasks will run the phases at most.
    package func begin(
        _ batch: EventBatch, from first: Int = 0, workers: Int = 1, lists: Bool = true
    ) -> EngineStep {
        var admitted: [AdmittedEvent] = []
        let end = min(batch.count, first + Self.stepEventsMax)
        admitted.reserveCapacity(end - first)
        var popular = PopularVersions(popularity.top)
        for event in batch.events[first..<end] {
            let hash = event.item.hash(in: batch.arena)
            let item: UInt32
            if let known = ids.find(event.item, hash: hash, in: batch.arena) {
                item = known
            } else {
                if ids.count >= configuration.itemsMax {
                    if !admitted.isEmpty { break }
                    retireItems()
                    popular = PopularVersions(popularity.top)
                }
                item = ids.insert(event.item, hash: hash, in: batch.arena)
            }
            watermark = max(watermark, event.timestamp)
            if popularity.add(item, event.type, timestamp: event.timestamp, ids: ids) {
                popular.append(popularity.top[Int(event.type.rawValue)], event.type)
            }
            admitted.append(
                AdmittedEvent(
                    session: event.session, sessionHash: event.session.hash(in: batch.arena),
                    timestamp: event.timestamp, watermark: watermark, item: item,
                    type: event.type, popular: popular.current))
        }
        eventCount += admitted.count
        return EngineStep(
            batch: batch, firstEvent: first, admitted: admitted, popular: popular, ids: ids,
            sessions: sessions, items: items, workers: workers, lists: lists,
            configuration: configuration)
    }

    /// Runs a batch to its end, phase after phase, in the calling task; hands over each step's
    /// lists. The plain twin of the parallel driver.
    package func step(
        _ batch: EventBatch, lists: Bool = true, _ body: (borrowing EngineStep) -> Void = { _ in }
    ) {
        var first = 0
        while first < batch.count {
            var step = begin(batch, from: first, lists: lists)
            first += step.eventCount
            for shard in 0..<Self.shardCount { step.advanceSessions(shard) }
            step.prepareExchange()
            step.exchange(worker: 0)
            for shard in 0..<Self.shardCount { step.learn(shard) }
            for shard in 0..<Self.shardCount { step.rank(shard) }
            body(step)
        }
    }

    /// Items whose published neighbours are out of date, between two steps.
    package var related: RelatedQuery {
        RelatedQuery(items: items, ids: ids, watermark: watermark)
    }

    /// Makes room for new items: one in sixteen of those held leaves, the ones not seen for
    /// longest first, by id where times are equal; rows and sessions forget them.
    private func retireItems() {
        let byAge = (0..<UInt32(ids.bound)).filter { ids.contains(number: $0) }
            .sorted { a, b in
                let first = popularity.lastSeen[Int(a)]
                let second = popularity.lastSeen[Int(b)]
                return first < second || (first == second && ids.isOrdered(a, before: b))
            }
        let leaving = byAge.prefix(max(1, configuration.itemsMax / 16))
        var isRetired = [Bool](repeating: false, count: ids.bound)
        for item in leaving { isRetired[Int(item)] = true }
        for shard in 0..<Self.shardCount {
            items[shard].withLock { $0.forget(isRetired, shard: shard) }
            sessions[shard].withLock { $0.forget(isRetired) }
        }
        for item in leaving {
            ids.remove(item)
            popularity.remove(item)
        }
        popularity.rebuildTop(ids: ids)
        itemsRetired += leaving.count
    }

    // MARK: Looking in

    package func item(_ id: ExternalID, in arena: [UInt8]) -> UInt32? {
        ids.find(id, hash: id.hash(in: arena), in: arena)
    }

    /// An item's heaviest neighbours as of the watermark.
    package func neighbours(of item: UInt32, matrix: Int, count: Int) -> [Neighbour] {
        items[Int(item) % Self.shardCount].withLock {
            $0.neighbours(of: item, matrix: matrix, count: count, at: watermark, ids: ids)
        }
    }

    /// All weight that ever reached an item's row, as of the watermark.
    package func totalWeight(of item: UInt32, matrix: Int) -> Float {
        items[Int(item) % Self.shardCount].withLock {
            $0.total(of: item, matrix: matrix, at: watermark)
        }
    }

    package func popularity(of item: UInt32, _ type: EventType) -> Float {
        popularity.count(item, type, at: watermark)
    }

    package func statistics() -> EngineStatistics {
        var statistics = EngineStatistics()
        statistics.events = eventCount
        statistics.items = ids.count
        statistics.itemsRetired = itemsRetired
        statistics.watermark = watermark
        statistics.byteCount = ids.byteCount + popularity.byteCount
        for cell in sessions {
            cell.withLock { shard in
                statistics.sessions += shard.count
                statistics.sessionCounters += shard.counters
                statistics.byteCount += shard.byteCount
            }
        }
        for cell in items {
            cell.withLock { shard in
                statistics.rowCounters += shard.counters
                statistics.byteCount += shard.byteCount
            }
        }
        return statistics
    }

    /// A digest of everything that decides what comes next.
    package func digest() -> UInt64 {
        var digest = StateDigest()
        digest.add(UInt64(bitPattern: watermark))
        for item in 0..<UInt32(ids.bound) where ids.contains(number: item) {
            digest.add(ids.id(item).hash(in: ids.arena))
            let counts = popularity.counts(item)
            for type in 0..<3 { digest.add(UInt64(counts[type].bitPattern)) }
            digest.add(UInt64(bitPattern: popularity.lastSeen[Int(item)]))
        }
        for cell in sessions { cell.withLock { $0.digest(into: &digest, items: ids) } }
        for cell in items { cell.withLock { $0.digest(into: &digest) } }
        return digest.value
    }
}

/// Asks item shards, side by side if need be, what is to be published of related items.
package struct RelatedQuery: Sendable {
    fileprivate let items: [ShardCell<ItemShard>]
    package let ids: IDTable
    fileprivate let watermark: Int64

    /// Takes the items of a shard whose turn it is; see `ItemShard.takeRelated`.
    package func take(shard: Int, interval: Int64, all: Bool) -> [RelatedItems] {
        items[shard].withLock {
            $0.takeRelated(
                shard: shard, watermark: watermark, interval: interval, all: all, ids: ids)
        }
    }
}

/// What the engine holds and has counted.
package struct EngineStatistics: Sendable {
    package var events = 0
    package var items = 0
    package var itemsRetired = 0
    package var sessions = 0
    package var sessionCounters = SessionCounters()
    package var rowCounters = RowCounters()
    /// Highest accepted event time, milliseconds.
    package var watermark: Int64 = 0
    /// Memory of the state, in bytes.
    package var byteCount = 0

    package init() {}
}

/// A shard behind a lock that is never contended: within a phase one task has it.
final class ShardCell<Shard: ~Copyable>: Sendable {
    private let mutex: Mutex<Shard>

    init(_ shard: consuming sending Shard) {
        mutex = Mutex(shard)
    }

    func withLock<Result: ~Copyable>(
        _ body: (inout sending Shard) -> sending Result
    ) -> sending Result {
        mutex.withLock(body)
    }
}
