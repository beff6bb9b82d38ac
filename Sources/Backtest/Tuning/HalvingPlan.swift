/// On how much of the data how many configurations are tried: successive halving (Jamieson and
/// Talwalkar, AISTATS 2016), of which random search is the case with one rung.
package struct HalvingPlan: Sendable, Equatable {
    /// Each rung keeps one in so many, and gives it so many times the data.
    package static let eta = 3
    /// The first of more rungs would see too little: what counts over weeks, such as a half-life,
    /// shows in nothing shorter.
    package static let rungCountMax = 3

    package struct Rung: Sendable, Equatable {
        /// Of the events that are learnt from, the newest, and of the sessions; the last rung's
        /// is 1.
        package let share: Double
        /// Configurations that are tried beside the one to start from.
        package let count: Int
    }

    package let rungs: [Rung]

    /// Every configuration on all the data.
    package static func random(trials: Int) -> HalvingPlan {
        HalvingPlan(rungs: [Rung(share: 1, count: trials)])
    }

    /// As many rungs as leave one configuration for the last.
    package static func halving(trials: Int) -> HalvingPlan {
        var counts = [trials]
        while counts.count < rungCountMax, let last = counts.last, last >= eta {
            counts.append(last / eta)
        }
        var share = 1.0
        var rungs: [Rung] = []
        for count in counts.reversed() {
            rungs.append(Rung(share: share, count: count))
            share /= Double(eta)
        }
        return HalvingPlan(rungs: rungs.reversed())
    }
}
