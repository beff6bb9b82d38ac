/// What the daemon counts about sessions.
package struct SessionCounters: Sendable, Equatable {
    /// Events that their session's tail holds already.
    package var duplicates = 0
    /// Events older than a full tail.
    package var tooLate = 0
    /// Sessions that began anew after `idleTimeout`.
    package var restarted = 0
    /// Sessions dropped because the watermark was twice `idleTimeout` past their last event.
    package var expired = 0
    /// Sessions dropped because there were `sessionsMax`.
    package var evicted = 0

    package init() {}

    static func += (sum: inout SessionCounters, other: SessionCounters) {
        sum.duplicates += other.duplicates
        sum.tooLate += other.tooLate
        sum.restarted += other.restarted
        sum.expired += other.expired
        sum.evicted += other.evicted
    }
}

/// Whether the first `count` events of a tail have one with this item.
@inline(__always)
private func holds(_ item: UInt32, _ tail: UnsafePointer<TailEvent>, count: Int) -> Bool {
    for index in 0..<count where tail[index].item == item { return true }
    return false
}

/// The sessions of one shard: their tails, in the order in which they were touched last.
struct SessionShard: ~Copyable {
    struct Record {
        var lastTimestamp: Int64 = 0
        /// The session touched after, and before, this one; `none` at the ends.
        var newer = BlockPool.none
        var older = BlockPool.none
        var tailBlock = BlockPool.none
        /// Request of the current step that will rank this session, −1 if none.
        var request: Int32 = -1
        var tailCount: UInt8 = 0
        var tailClass: UInt8 = 0
        private var touchHigh: UInt16 = 0
        private var touchLow: UInt32 = 0

        /// When the session was touched last, in touches of its shard; below 2^48.
        var touch: UInt64 {
            get { UInt64(touchHigh) << 32 | UInt64(touchLow) }
            set {
                touchHigh = UInt16(truncatingIfNeeded: newValue >> 32)
                touchLow = UInt32(truncatingIfNeeded: newValue)
            }
        }
    }

    static let smallestTail = 4

    let tailLength: Int
    private let idleTimeout: Int64
    let sessionsMax: Int
    private let rules: [PairRules]
    private let ranking: RankingRules

    var ids: IDTable
    var records: [Record] = []
    var tails: BlockPool
    private var newest = BlockPool.none
    private var oldest = BlockPool.none
    /// Touches so far. Snapshots hold it and each session's own in place of the links, which
    /// change with the neighbours' every touch.
    var touchCount: UInt64 = 0
    private var places = TailPlaces()
    private var historyItems = HistoryItems()
    var counters = SessionCounters()
    var log = CaptureLog()
    /// What the current step made of this shard's events.
    var output = SessionOutput()
    var ranker: SessionRanker

    init(_ configuration: EngineConfiguration, rules: [PairRules], shardCount: Int) {
        tailLength = configuration.tailLength
        idleTimeout = configuration.idleTimeoutMilliseconds
        sessionsMax = max(1, configuration.sessionsMax / shardCount)
        ids = IDTable(countMax: sessionsMax)
        self.rules = rules
        ranking = RankingRules(configuration)
        ranker = SessionRanker(ranking)
        tails = BlockPool(
            unitByteCount: Self.tailUnitByteCount,
            classCount: Self.tailClass(for: tailLength) + 1)
    }

    static let tailUnitByteCount = smallestTail * MemoryLayout<TailEvent>.stride

    /// The size class of a tail of so many events.
    static func tailClass(for count: Int) -> Int {
        var sizeClass = 0
        while smallestTail << sizeClass < count { sizeClass += 1 }
        return sizeClass
    }

    var count: Int { ids.count }
    var byteCount: Int {
        ids.byteCount + records.capacity * MemoryLayout<Record>.stride + tails.byteCount
            + log.byteCount
    }

    /// Phase 1 for one event: its session takes it, and says what the matrices are to learn.
    ///
    /// Every accepted event asks for its session's lists, duplicates too, so that what is
    /// published last for a session carries the version of its last record.
    mutating func take(
        _ event: AdmittedEvent, index: Int, arena: [UInt8], options: StepOptions
    ) {
        expire(before: event.watermark)
        let isJudged = options.judgesLists(after: event)
        let (session, isNumbered) = touch(event, arena: arena, isJudged: isJudged)
        let firstDelta = output.deltas.count
        let known = Int(records[Int(session)].tailCount)
        let tail = makeRoom(in: session, for: min(known + 1, tailLength))
        var count = known
        let tailEvent = TailEvent(timestamp: event.timestamp, item: event.item, type: event.type)
        let isSeen = isJudged && holds(event.item, tail, count: known)
        var isTaken = false
        switch insert(tailEvent, into: tail, count: &count, tailLength: tailLength) {
        case .duplicate: counters.duplicates += 1
        case .tooLate: counters.tooLate += 1
        case .inserted(let place):
            records[Int(session)].tailCount = UInt8(count)
            isTaken = true
            if !event.teaches { break }
            places.read(tail, count: count)
            rules.withUnsafeBufferPointer { rules in
                emitPairs(
                    of: place, tail: tail, count: count, places: places, rules: rules,
                    into: &output.deltas)
            }
        }
        var outcome = EventOutcome(deltas: firstDelta..<output.deltas.count)
        if options.wantsLists(after: event) {
            outcome.request = request(session, event: index)
            if options.lists == .everyEvent { close(request: Int(outcome.request)) }
        }
        if isJudged {
            output.visits.append(
                SessionVisit(
                    timestamp: event.timestamp, event: index, session: session, item: event.item,
                    type: event.type, tailCount: UInt8(known), isNumbered: isNumbered,
                    isTaken: isTaken, isSeen: isSeen))
        }
        output.outcomes.append(outcome)
    }

    /// Ends phase 1: says which rows the lists of the touched sessions are made from.
    mutating func finishRequests() {
        for index in output.requests.indices where output.requests[index].isNewest {
            close(request: index)
            records[Int(output.requests[index].session)].request = -1
        }
    }

    private mutating func request(_ session: UInt32, event: Int) -> Int32 {
        let earlier = records[Int(session)].request
        if earlier >= 0 {
            output.requests[Int(earlier)].isOpen = false
            output.requests[Int(earlier)].isNewest = false
        }
        let request = Int32(output.requests.count)
        output.requests.append(RankRequest(event: event, session: session))
        records[Int(session)].request = request
        return request
    }

    /// Says what a request's lists are made from, as its session is now, unless that was said.
    ///
    /// `objective`: the one list of them that anybody will look at.
    private mutating func close(request index: Int, only objective: EventType? = nil) {
        guard output.requests[index].isOpen else { return }
        output.requests[index].objective = objective
        let session = output.requests[index].session
        let record = records[Int(session)]
        let first = output.history.count
        output.history.append(
            contentsOf: UnsafeBufferPointer(start: tail(of: record), count: Int(record.tailCount)))
        output.requests[index].history = first..<output.history.count
        output.requests[index].isOpen = false
        let firstRead = output.reads.count
        historyItems.read(output.history[first...])
        ranking.appendReads(of: historyItems, for: objective, into: &output.reads)
        output.requests[index].reads = firstRead..<output.reads.count
        output.requests[index].isWanted = true
    }

    // MARK: Touching, expiring, evicting

    /// `isNumbered`: the number was given just now. `isJudged`: what this step is to recommend to
    /// the session until this event is made, while the session is as it was.
    private mutating func touch(
        _ event: AdmittedEvent, arena: [UInt8], isJudged: Bool
    ) -> (session: UInt32, isNumbered: Bool) {
        if let session = ids.find(event.session, hash: event.sessionHash, in: arena) {
            save(session)
            let earlier = records[Int(session)].request
            if isJudged, earlier >= 0 { close(request: Int(earlier), only: event.type) }
            let last = records[Int(session)].lastTimestamp
            if event.timestamp - last > idleTimeout || isForgotten(last, event.watermark) {
                counters.restarted += 1
                records[Int(session)].tailCount = 0
            }
            records[Int(session)].lastTimestamp = max(last, event.timestamp)
            if session != newest {
                unlink(session)
                linkAsNewest(session)
                stamp(session)
            }
            return (session, false)
        }
        if ids.count >= sessionsMax {
            counters.evicted += 1
            drop(oldest)
        }
        save(ids.nextNumber)
        let session = ids.insert(event.session, hash: event.sessionHash, in: arena)
        if Int(session) == records.count { appendRecord() }
        records[Int(session)] = Record()
        records[Int(session)].lastTimestamp = event.timestamp
        linkAsNewest(session)
        stamp(session)
        return (session, true)
    }

    mutating func appendRecord() {
        records.reserve(records.count + 1, below: sessionsMax)
        records.append(Record())
    }

    private mutating func stamp(_ session: UInt32) {
        touchCount &+= 1
        records[Int(session)].touch = touchCount
    }

    private mutating func expire(before watermark: Int64) {
        while oldest != BlockPool.none,
            isForgotten(records[Int(oldest)].lastTimestamp, watermark)
        {
            counters.expired += 1
            drop(oldest)
        }
    }

    /// A session idle for twice the timeout as of the watermark. Twice, so that one partition may
    /// be read ahead of another by as long as the timeout.
    func isForgotten(_ lastTimestamp: Int64, _ watermark: Int64) -> Bool {
        watermark - lastTimestamp > 2 * idleTimeout
    }

    private mutating func drop(_ session: UInt32) {
        save(session)
        let record = records[Int(session)]
        if record.request >= 0 { close(request: Int(record.request)) }
        unlink(session)
        if record.tailBlock != BlockPool.none {
            tails.free(class: Int(record.tailClass), block: record.tailBlock)
        }
        records[Int(session)] = Record()
        ids.remove(session)
    }

    private mutating func unlink(_ session: UInt32) {
        let record = records[Int(session)]
        if record.newer == BlockPool.none {
            newest = record.older
        } else {
            records[Int(record.newer)].older = record.older
        }
        if record.older == BlockPool.none {
            oldest = record.newer
        } else {
            records[Int(record.older)].newer = record.newer
        }
    }

    mutating func linkAsNewest(_ session: UInt32) {
        records[Int(session)].newer = BlockPool.none
        records[Int(session)].older = newest
        if newest == BlockPool.none {
            oldest = session
        } else {
            records[Int(newest)].newer = session
        }
        newest = session
    }

    // MARK: Tails

    func tail(of record: Record) -> UnsafeMutablePointer<TailEvent>? {
        if record.tailBlock == BlockPool.none { return nil }
        return tails.pointer(class: Int(record.tailClass), block: record.tailBlock)
            .assumingMemoryBound(to: TailEvent.self)
    }

    /// The tail of a session, moved to a larger block if `count` events do not fit.
    private mutating func makeRoom(
        in session: UInt32, for count: Int
    ) -> UnsafeMutablePointer<TailEvent> {
        let record = records[Int(session)]
        if let tail = tail(of: record), count <= Self.smallestTail << Int(record.tailClass) {
            return tail
        }
        let wanted = record.tailBlock == BlockPool.none ? 0 : Int(record.tailClass) + 1
        let block = tails.allocate(class: wanted)
        let roomy = tails.pointer(class: wanted, block: block)
            .assumingMemoryBound(to: TailEvent.self)
        if let tail = tail(of: record) {
            roomy.update(from: tail, count: Int(record.tailCount))
            tails.free(class: Int(record.tailClass), block: record.tailBlock)
        }
        records[Int(session)].tailBlock = block
        records[Int(session)].tailClass = UInt8(wanted)
        return roomy
    }

    /// Forgets events of items that leave the directory.
    mutating func forget(_ isRetired: [Bool]) {
        for session in records.indices where records[session].tailCount > 0 {
            guard let tail = tail(of: records[session]) else { continue }
            let count = Int(records[session].tailCount)
            var kept = 0
            for index in 0..<count {
                if isRetired[Int(tail[index].item)] {
                    save(UInt32(session))
                    continue
                }
                tail[kept] = tail[index]
                kept += 1
            }
            records[session].tailCount = UInt8(kept)
        }
    }
}
