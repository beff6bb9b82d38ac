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
    }

    private let catalogue: Catalogue
    private let truth: Truth
    private var sheet: ScoreSheet
    private var memories: [UInt32: Memory] = [:]

    init(
        _ plan: ScorePlan, _ catalogue: Catalogue, _ truth: Truth, from first: Int64,
        to last: Int64
    ) {
        self.catalogue = catalogue
        self.truth = truth
        sheet = ScoreSheet(
            plan, sessionCount: catalogue.sessions.bound, from: first, to: last)
    }

    /// Takes the events of a step in their order: each first judges the lists that its session had,
    /// then leaves those that it has now.
    func observe(_ step: EngineStep) {
        let lists = step.lists(catalogue)
        for index in step.eventRange {
            let event = step.batch.events[index]
            guard let session = catalogue.session(event.session, in: step.batch.arena),
                let item = catalogue.item(event.item, in: step.batch.arena)
            else { continue }
            var memory = memories[session] ?? Memory()
            if case .nextEvent = truth, memory.eventCount > 0 {
                reveal(
                    memory, session, event.type, relevant: [item], timestamp: event.timestamp)
            }
            memory.items.insert(item)
            memory.eventCount += 1
            memory.lastTimestamp = event.timestamp
            if let lists = lists[index] { memory.lists = lists }
            memories[session] = memory
        }
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
                recommended: memory.lists[objective], relevant: relevant, timestamp: timestamp,
                sessionLength: memory.eventCount),
            isTrained: catalogue.isTrained, isSeen: memory.items.contains)
    }
}
