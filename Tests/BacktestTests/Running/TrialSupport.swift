import CovisitCore
import Testing

@testable import Backtest

/// A session, an item, and what was done with it.
typealias TrialVisit = (session: Int64, item: Int64, type: EventType)

extension TestFeed {
    static let trialStart: Int64 = 1_600_000_000_000

    /// Events a second apart.
    static func of(_ visits: [TrialVisit], from start: Int64 = trialStart) -> TestFeed {
        var batch = EventBatch()
        for (index, visit) in visits.enumerated() {
            batch.append(
                Event(
                    session: ExternalID(integer: visit.session),
                    item: ExternalID(integer: visit.item),
                    timestamp: start + Int64(index) * 1_000, type: visit.type, partition: 3,
                    offset: 0))
        }
        return TestFeed(batch)
    }

    static func clicks(
        _ visits: [(session: Int64, item: Int64)], from start: Int64 = trialStart
    ) -> TestFeed {
        of(visits.map { ($0.session, $0.item, .clicks) }, from: start)
    }
}

extension Trial {
    static func of(
        training: TestFeed = TestFeed(), test: TestFeed, learning: Learning,
        purpose: ScorePurpose = .sessions, truth: (inout Catalogue) -> Truth = { _ in .nextEvent }
    ) -> Trial {
        var catalogue = Catalogue()
        for batch in training.batches { catalogue.add(training: batch) }
        for batch in test.batches { catalogue.add(test: batch) }
        let truth = truth(&catalogue)
        return Trial(
            training: training, test: test, catalogue: catalogue, truth: truth,
            learning: learning, cutoffs: [1, 20], purpose: purpose)
    }
}
