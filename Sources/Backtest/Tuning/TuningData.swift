internal import CovisitCore

/// How validation sessions are held against what came true.
package enum TuningProtocol: String, Sendable, CaseIterable {
    /// Cut at a random place; all that comes behind counts.
    case otto
    /// The next event, at every prefix.
    case nextItem = "next-item"
}

/// What a search sees of the events that may be learnt from, and what it keeps for the end.
///
/// The sessions that can be judged (two events or more) are divided in halves by the seed: of each
/// two that begin one after the other, one goes to either half. The search chooses by the one,
/// and what it has chosen is measured by the other.
package struct TuningData: Sendable {
    /// Fewer sessions than this tell little apart, however small a rung's share is.
    static let sampledSessionsMin = 1_000

    package let split: TimeSplit
    package let protocolName: TuningProtocol
    package let learning: Learning
    /// Sessions to choose by, in a random order: the first ones are a sample.
    package let choosing: [UInt32]
    /// Sessions that were not looked at.
    package let heldOut: [UInt32]

    private var catalogue = Catalogue()
    /// What is shown of the validation sessions.
    private var shown = TestFeed()
    /// Of all sessions that can be judged, for `otto`.
    private var labels: [UInt32: SessionLabels] = [:]

    package init(
        _ split: TimeSplit, _ protocolName: TuningProtocol, _ learning: Learning, seed: UInt64
    ) {
        self.split = split
        self.protocolName = protocolName
        self.learning = learning
        for batch in split.training.batches { catalogue.add(training: batch) }
        for batch in split.validation.batches { catalogue.add(test: batch) }
        var visits = Self.visits(split.validation, catalogue)
        if protocolName == .otto { visits = visits.map(Self.distinct) }
        let judged = visits.indices.filter { visits[$0].count > 1 }

        var generator = SeededGenerator(seed: seed)
        var halves: (first: [UInt32], second: [UInt32]) = ([], [])
        for index in stride(from: 0, to: judged.count, by: 2) {
            var pair = judged[index..<min(index + 2, judged.count)].map(UInt32.init)
            if Bool.random(using: &generator) { pair.reverse() }
            halves.first.append(pair[0])
            halves.second += pair.dropFirst()
        }
        choosing = halves.first.shuffled(using: &generator)
        heldOut = halves.second
        guard protocolName == .otto else {
            shown = split.validation
            return
        }
        var shownBatch = EventBatch()
        for session in visits.indices where visits[session].count > 1 {
            let cut = SessionCut(
                visits[session].map { ($0.event.item, $0.event.type) }, using: &generator)
            labels[UInt32(session)] = cut.labels
            for visit in visits[session].prefix(cut.shownCount) {
                let batch = split.validation.batches[visit.batch]
                shownBatch.append(batch.events[visit.index], from: batch.arena)
            }
        }
        shown = TestFeed(shownBatch)
    }

    /// An event of a validation session, and where it stands.
    private struct Visit {
        var event: TailEvent
        var batch: Int
        var index: Int
    }

    /// By number of the session, in the order of time.
    private static func visits(_ feed: TestFeed, _ catalogue: Catalogue) -> [[Visit]] {
        var visits = [[Visit]](repeating: [], count: catalogue.sessions.bound)
        for (place, batch) in feed.batches.enumerated() {
            for (index, event) in batch.events.enumerated() {
                guard let session = catalogue.session(event.session, in: batch.arena),
                    let item = catalogue.item(event.item, in: batch.arena)
                else { continue }
                visits[Int(session)].append(
                    Visit(
                        event: TailEvent(
                            timestamp: event.timestamp, item: item, type: event.type),
                        batch: place, index: index))
            }
        }
        return visits
    }

    /// Without records that came twice: one of them in front of a cut would give the other away.
    private static func distinct(_ visits: [Visit]) -> [Visit] {
        var seen: Set<[UInt64]> = []
        return visits.filter { visit in
            seen.insert([
                UInt64(visit.event.item), UInt64(bitPattern: visit.event.timestamp),
                UInt64(visit.event.type.rawValue),
            ]).inserted
        }
    }

    // MARK: - Trials

    /// The sessions of a rung.
    package func sample(_ share: Double) -> [UInt32] {
        let wanted = Int((share * Double(choosing.count)).rounded(.up))
        return Array(choosing.prefix(max(wanted, Self.sampledSessionsMin)))
    }

    /// The newest events that a rung learns from.
    package func training(_ share: Double) -> TestFeed {
        if share >= 1 { return split.training }
        let count = Int((share * Double(split.training.eventCount)).rounded(.up))
        var skipped = split.training.eventCount - count
        var newest = EventBatch()
        for batch in split.training.batches {
            for event in batch.events.dropFirst(skipped) {
                newest.append(event, from: batch.arena)
            }
            skipped = max(0, skipped - batch.count)
        }
        return TestFeed(newest)
    }

    /// A backtest of these sessions.
    ///
    /// Where learning goes on, the engine sees the other sessions, too, and they are not scored.
    package func trial(
        _ training: TestFeed, sessions: [UInt32], _ objective: TuningObjective
    ) -> Trial {
        let wanted = Set(sessions)
        var test = shown
        if learning == .static {
            var batchOfWanted = EventBatch()
            for batch in shown.batches {
                for event in batch.events {
                    if let session = catalogue.session(event.session, in: batch.arena),
                        wanted.contains(session)
                    {
                        batchOfWanted.append(event, from: batch.arena)
                    }
                }
            }
            test = TestFeed(batchOfWanted)
        }
        let truth: Truth =
            switch protocolName {
            case .otto: .labels(labels.filter { wanted.contains($0.key) })
            case .nextItem: .nextEvent
            }
        return Trial(
            training: training, test: test, catalogue: catalogue, truth: truth,
            learning: learning, cutoffs: [objective.cutoff])
    }
}

extension CandidateResult {
    /// The objective in these sessions.
    package func score(_ objective: TuningObjective, sessions: [UInt32]) -> TuningScore {
        objective.scored(sheet, sessions: sessions)
    }
}
