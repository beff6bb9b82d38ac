import CovisitCore
import Backtest
import Testing

/// Whether 95 % intervals are what they say, on sessions whose true scores are known.
struct IntervalCoverageTests {
    private static let repetitions = 200
    private static let sessionCount = 150

    private func bootstrap(_ repetition: Int) -> Bootstrap {
        Bootstrap(resamples: 200, seed: UInt64(repetition))
    }

    /// The share of repetitions in which `isCovered` holds.
    private func share(_ isCovered: (_ repetition: Int) -> Bool?) -> Double {
        let covered = (0..<Self.repetitions).count { isCovered($0) ?? false }
        return Double(covered) / Double(Self.repetitions)
    }

    private func sessions(_ repetition: Int, objective: Int = 0) -> SimulatedSessions {
        SimulatedSessions(
            count: Self.sessionCount, seed: UInt64(1_000 + repetition * 3 + objective))
    }

    @Test func `the true difference is in its interval`() {
        let coverage = share { repetition in
            let sessions = sessions(repetition)
            return bootstrap(repetition).difference(from: sessions.a, to: sessions.b)?
                .interval.contains(SimulatedSessions.trueDifference)
        }
        #expect((0.9...0.99).contains(coverage), "\(coverage)")
    }

    @Test func `the true score is in its interval`() {
        let coverage = share { repetition in
            bootstrap(repetition).estimate(sessions(repetition).a)?
                .interval.contains(SimulatedSessions.trueScoreOfA)
        }
        #expect((0.9...0.99).contains(coverage), "\(coverage)")
    }

    @Test func `the true difference of totals is in its interval`() {
        // All three objectives differ by the same, and so does the total.
        let coverage = share { repetition in
            let objectives = (0..<3).map { sessions(repetition, objective: $0) }
            return bootstrap(repetition).difference(
                from: objectives.map(\.a), to: objectives.map(\.b), score: OTTOScore.total)?
                .interval.contains(SimulatedSessions.trueDifference)
        }
        #expect((0.9...0.99).contains(coverage), "\(coverage)")
    }

    @Test func `without a difference few p-values are small`() {
        let small = share { repetition in
            // Which of the two a session counts for is drawn: on average they are alike.
            var sessions = sessions(repetition)
            var random = SeededGenerator(seed: UInt64(repetition))
            for index in sessions.a.indices where random.next() % 2 == 0 {
                swap(&sessions.a[index], &sessions.b[index])
            }
            let difference = bootstrap(repetition).difference(from: sessions.a, to: sessions.b)
            return difference.map { $0.pValue < 0.05 }
        }
        #expect((0.01...0.1).contains(small), "\(small)")
    }
}
