internal import CovisitCore

/// Watches the steps of a test and holds every list against what came true of it.
///
/// Used by one task, that of the pipeline.
package final class Scorer {
    /// What is remembered of a session between two of its events.
    private struct Memory {
        var lists = SessionLists()
        var items: Set<UInt32> = []
        var eventCount = 0
        var lastTimestamp: Int64 = 0
        /// The newest events, so that one that comes again is not taken for a new one.
        var recent: [TailEvent] = []

        /// Whether the engine, too, leaves it out.
        mutating func isNew(_ event: TailEvent, tailLength: Int) -> Bool {
            if recent.contains(event) { return false }
            if recent.count == tailLength { recent.removeFirst() }
            recent.append(event)
            return true
        }
    }

    private let catalogue: Catalogue
    private let truth: Truth
    private let tailLength: Int
    private var sheet: ScoreSheet
    private var memories: [UInt32: Memory] = [:]

    init(
        _ plan: ScorePlan, _ catalogue: Catalogue, _ truth: Truth, tailLength: Int,
        from first: Int64, to last: Int64
    ) {
        self.tailLength = tailLength
        self.catalogue = catalogue
        self.truth = truth
        sheet = ScoreSheet(
            plan, sessionCount: catalogue.sessions.bound, from: first, to: last)
    }

    /// Takes in what sessions of the test did in training: they go on where they were.
    func remember(_ training: TestFeed) {
        training.forEachEvent { event, arena in take(event, arena, lists: nil, reveals: false) }
    }

    /// Takes the events of a step in their order: each first judges the lists that its session had,
    /// then leaves those that it has now.
    func observe(_ step: EngineStep) {
        let lists = step.lists(catalogue)
        for index in step.eventRange {
            take(
                step.batch.events[index], step.batch.arena, lists: lists[index], reveals: true)
        }
    }

    private func take(_ event: Event, _ arena: [UInt8], lists: SessionLists?, reveals: Bool) {
        guard let session = catalogue.session(event.session, in: arena),
            let item = catalogue.item(event.item, in: arena)
        else { return }
        // Taken out, so that nothing of it is copied when it changes.
        var memory = memories.removeValue(forKey: session) ?? Memory()
        defer { memories[session] = memory }
        let visit = TailEvent(timestamp: event.timestamp, item: item, type: event.type)
        guard memory.isNew(visit, tailLength: tailLength) else {
            memory.lists = lists ?? memory.lists
            return
        }
        if reveals, case .nextEvent = truth, memory.eventCount > 0 {
            reveal(memory, session, event.type, relevant: [item], timestamp: event.timestamp)
        }
        memory.items.insert(item)
        memory.eventCount += 1
        memory.lastTimestamp = event.timestamp
        memory.lists = lists ?? memory.lists
    }

    /// What the test came to, once it is over.
    func finish() -> ScoreSheet {
        guard case .labels(let labels) = truth else { return sheet }
        for (session, truth) in labels.sorted(by: { $0.key < $1.key }) {
            // A session that was never seen has no lists, and counts as such.
            let memory = memories[session] ?? Memory()
            for objective in EventType.allCases where !truth[objective].isEmpty {
                reveal(
                    memory, session, objective, relevant: truth[objective],
                    timestamp: memory.lastTimestamp)
            }
        }
        return sheet
    }

    /// The newest lists of every session of the test.
    var newestLists: [UInt32: SessionLists] { memories.mapValues(\.lists) }

    private func reveal(
        _ memory: Memory, _ session: UInt32, _ objective: EventType, relevant: [UInt32],
        timestamp: Int64
    ) {
        sheet.add(
            Revelation(
                session: Int(session), objective: objective,
                recommended: memory.lists.items[objective],
                scores: memory.lists.scores[objective], relevant: relevant, timestamp: timestamp,
                sessionLength: memory.eventCount),
            isTrained: catalogue.isTrained, isSeen: memory.items.contains)
    }
}
