/// The whole state: a pure function from (state, batch of events) to (state, recommendations).
///
/// A step has phases with barriers between them (see `EngineStep`); whoever drives them may run
/// the shards of one phase side by side. The engine itself is used by one task at a time.
package final class Engine {
    /// Logical shards of sessions and of items; part of the snapshot format.
    package static let shardCount = 64
    /// Most events of a step: what bounds its working memory, whatever a batch holds.
    static let stepEventsMax = 4_096

    package let configuration: EngineConfiguration
    private(set) package var ids: IDTable
    private(set) package var watermark: Int64
    private(set) var popularity: Popularity
    let sessions: [ShardCell<SessionShard>]
    let items: [ShardCell<ItemShard>]
    private(set) package var eventCount: Int
    /// Items dropped because there were `itemsMax`.
    private(set) package var itemsRetired: Int
    /// nil: related items are not published.
    private(set) var relatedGrid: RelatedGrid?

    /// The section that the capture under way hands out next.
    var captureSection: StateSection?
    var engineLog = CaptureLog()
    var directoryLog = CaptureLog()

    package convenience init(_ configuration: EngineConfiguration) {
        self.init(EngineParts(configuration))
    }

    init(_ parts: EngineParts) {
        configuration = parts.configuration
        ids = parts.directory.ids
        popularity = parts.directory.popularity
        watermark = parts.directory.watermark
        eventCount = parts.directory.eventCount
        itemsRetired = parts.directory.itemsRetired
        relatedGrid = configuration.relatedIntervalMilliseconds.map {
            RelatedGrid(
                interval: $0, watermark: parts.directory.watermark,
                saved: parts.directory.relatedTurns)
        }
        sessions = parts.sessions
        items = parts.items
    }

    /// Phase 0: gives items their numbers, in order, and counts what is popular.
    ///
    /// A step takes events from `first` on, a limited number; it ends early, before an event whose
    /// item finds the directory full, and the next one makes room first; and right after the event
    /// that makes it some items' turn to be published. So the result does not depend on where
    /// batches end. `workers` is how many tasks will run the phases at most.
    package func begin(
        _ batch: EventBatch, from first: Int = 0, workers: Int = 1,
        options: StepOptions = StepOptions()
    ) -> EngineStep {
        var admitted: [AdmittedEvent] = []
        let end = min(batch.count, first + Self.stepEventsMax)
        admitted.reserveCapacity(end - first)
        var popular = PopularVersions(popularity.top)
        var retired: [UInt32] = []
        let hashes = batch.events[first..<end].map { event in
            let hash = event.item.hash(in: batch.arena)
            ids.prefetch(hash: hash)
            return hash
        }
        for (place, hash) in hashes.enumerated() {
            let event = batch.events[first + place]
            prefetchItem(of: hashes, at: place + Self.prefetchDistance)
            let item: UInt32
            if let known = ids.find(event.item, hash: hash, in: batch.arena) {
                item = known
                save(item)
            } else {
                if ids.count >= configuration.itemsMax {
                    if !admitted.isEmpty { break }
                    retired = retireItems()
                    popular = PopularVersions(popularity.top)
                }
                save(ids.nextNumber)
                item = ids.insert(event.item, hash: hash, in: batch.arena)
            }
            watermark = max(watermark, event.timestamp)
            let teaches = options.teaches(event)
            if teaches {
                saveDirectory(before: event.timestamp)
                if popularity.add(item, event.type, timestamp: event.timestamp, ids: ids) {
                    popular.append(popularity.top[Int(event.type.rawValue)], event.type)
                }
            } else {
                popularity.see(item, at: event.timestamp)
            }
            admitted.append(
                AdmittedEvent(
                    session: event.session, sessionHash: event.session.hash(in: batch.arena),
                    timestamp: event.timestamp, watermark: watermark, item: item,
                    type: event.type, teaches: teaches, popular: popular.current))
            if teaches, isRelatedDue(after: eventCount + admitted.count) { break }
        }
        eventCount += admitted.count
        return EngineStep(
            batch: batch, firstEvent: first, admitted: admitted, retired: retired,
            popular: popular, ids: ids, sessions: sessions, items: items, workers: workers,
            options: options, configuration: configuration)
    }

    /// Events between the one that is taken and the one whose item's memory is asked for.
    private static let prefetchDistance = 8

    @inline(__always)
    private func prefetchItem(of hashes: [UInt64], at place: Int) {
        guard place < hashes.count, let item = ids.likelyNumber(hash: hashes[place]) else { return }
        ids.prefetch(item)
        popularity.prefetch(item)
    }

    /// Runs a batch to its end, phase after phase, in the calling task; hands over each step's
    /// lists. The plain twin of the parallel driver.
    package func step(
        _ batch: EventBatch, lists: Bool = true, _ body: (borrowing EngineStep) -> Void = { _ in }
    ) {
        step(batch, options: StepOptions(lists: lists ? .newest : .none), body)
    }

    package func step(
        _ batch: EventBatch, options: StepOptions,
        _ body: (borrowing EngineStep) -> Void = { _ in }
    ) {
        var first = 0
        while first < batch.count {
            var step = begin(batch, from: first, options: options)
            first += step.eventCount
            for shard in 0..<Self.shardCount { step.advanceSessions(shard) }
            step.prepareExchange()
            step.exchange(worker: 0)
            for shard in 0..<Self.shardCount { step.learn(shard) }
            for shard in 0..<Self.shardCount { step.rank(shard) }
            body(step)
        }
    }

    /// After a step: the items whose turn it is to be published, if there are any.
    package func relatedDue() -> RelatedQuery? {
        guard let groups = relatedGrid?.takeDue(), !groups.isEmpty else { return nil }
        return related(groups)
    }

    /// At the end of a replay: all items that wait to be published.
    package func relatedRemaining() -> RelatedQuery {
        related(relatedGrid?.takeAll() ?? [])
    }

    private func related(_ groups: [Int]) -> RelatedQuery {
        RelatedQuery(
            groups: groups, sliceCount: relatedGrid?.sliceCount ?? 1, items: items, ids: ids,
            watermark: watermark)
    }

    @inline(__always)
    private func isRelatedDue(after eventCount: Int) -> Bool {
        relatedGrid?.advance(to: watermark, eventCount: eventCount) ?? false
    }

    /// Makes room for new items: one in sixteen of those held leaves, the ones not seen for
    /// longest first, by id where times are equal; rows and sessions forget them. Returns them.
    private func retireItems() -> [UInt32] {
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
            save(item)
            ids.remove(item)
            popularity.remove(item)
        }
        popularity.rebuildTop(ids: ids)
        itemsRetired += leaving.count
        return Array(leaving)
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
}
