/// Who goes on from rung to rung of a search, and who wins it.
///
/// Configurations are numbers; 0 is the one to start from, which is tried on every rung and takes
/// nobody's place. Whoever runs it tries all `contenders`, hands the scores to `finish`, and goes
/// on until there is a winner.
package struct Tournament: Sendable {
    package let plan: HalvingPlan
    /// The rung to be run; nil: it is over.
    package private(set) var rung: Int? = 0
    /// To be tried on this rung, the best of the rung before first, behind 0.
    package private(set) var contenders: [Int]
    /// By rung and configuration; a configuration without a score has none here.
    package private(set) var scores: [[Int: Double]]
    package private(set) var winner: Int?

    /// How many contenders of a rung are tried even where the time is over: 0 and one other.
    package static let leastCount = 2

    package init(_ plan: HalvingPlan) {
        self.plan = plan
        contenders = Array(0...(plan.rungs.first?.count ?? 0))
        scores = Array(repeating: [:], count: plan.rungs.count)
    }

    /// Takes the scores of a rung.
    ///
    /// - Parameter isOver: there is no time for more: the best one goes to the last rung at once.
    package mutating func finish(_ rungScores: [Int: Double], isOver: Bool = false) {
        guard let rung else { return }
        scores[rung] = rungScores
        let last = plan.rungs.count - 1
        if rung == last {
            winner = Self.ranked(rungScores).first ?? 0
            contenders = []
            self.rung = nil
            return
        }
        let next = isOver ? last : rung + 1
        let best = Self.ranked(rungScores).filter { $0 != 0 }
        contenders = [0] + best.prefix(isOver ? 1 : plan.rungs[next].count)
        self.rung = next
    }

    /// Best first; of equal ones the earlier, so that nothing beats the start by being equal to it.
    private static func ranked(_ scores: [Int: Double]) -> [Int] {
        scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    /// All that were tried: those of the last rung first, the best of each rung first.
    package var standings: [(configuration: Int, rung: Int, score: Double)] {
        var seen: Set<Int> = []
        var standings: [(configuration: Int, rung: Int, score: Double)] = []
        for (rung, scores) in scores.enumerated().reversed() {
            for configuration in Self.ranked(scores) where seen.insert(configuration).inserted {
                standings.append((configuration, rung, scores[configuration] ?? 0))
            }
        }
        return standings
    }
}
