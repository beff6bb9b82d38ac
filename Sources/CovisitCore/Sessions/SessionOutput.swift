/// What an event did to its session; the deltas lie in `SessionOutput.deltas`.
struct EventOutcome: Sendable {
    var deltas: Range<Int>
    /// Index of the request that this event made, −1 if none.
    var request: Int32 = -1
}

/// A wish for the lists of a session, as they are after an event.
struct RankRequest: Sendable {
    /// Index of the event in its batch.
    let event: Int
    let session: UInt32
    /// Still to be closed: the session may yet be touched again in this step.
    var isOpen = true
    /// Closed: it is known what its lists are made from, and they will be.
    var isWanted = false
    /// No later event of its session asked in this step: its lists are those to be published.
    var isNewest = true
    /// Whose list alone is made; nil: those of all.
    var objective: EventType?
    var history = 0..<0
    var reads = 0..<0

    init(event: Int, session: UInt32) {
        self.event = event
        self.session = session
    }
}

/// A wish for the top neighbours of a row.
struct RowRead: Sendable, BitwiseCopyable {
    var row: UInt32
    var matrix: UInt8
}

/// What phase 1 hands to the later phases: a value, read by many.
struct SessionOutput: Sendable {
    /// One for each event of the shard, in order.
    var outcomes: [EventOutcome] = []
    var deltas: [PairDelta] = []
    var requests: [RankRequest] = []
    /// The tails of the sessions to be ranked, oldest event first.
    var history: [TailEvent] = []
    var reads: [RowRead] = []
    /// The events of sessions whose lists are judged, in order.
    var visits: [SessionVisit] = []

    mutating func removeAll() {
        outcomes.removeAll(keepingCapacity: true)
        deltas.removeAll(keepingCapacity: true)
        requests.removeAll(keepingCapacity: true)
        history.removeAll(keepingCapacity: true)
        reads.removeAll(keepingCapacity: true)
        visits.removeAll(keepingCapacity: true)
    }
}
