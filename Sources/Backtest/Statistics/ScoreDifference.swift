/// How two configurations compare on the same sessions.
package struct ScoreDifference: Sendable, Equatable {
    package let a: Double
    package let b: Double
    /// 95 %, of b − a.
    package let interval: PercentileInterval
    /// How often, if the two were alike, a difference this far from zero would come by chance.
    ///
    /// Twice the share of resamples whose difference has the other sign or is zero, at most 1.
    /// 0 means fewer than the resamples can tell: below 2 / resamples.
    package let pValue: Double

    package var difference: Double { b - a }

    /// `nil`: there are no resampled differences.
    init?(a: Double, b: Double, resampled differences: [Double]) {
        guard
            let interval = PercentileInterval(ofMiddle: Bootstrap.confidence, of: differences)
        else { return nil }
        self.a = a
        self.b = b
        self.interval = interval
        let difference = b - a
        let contrary = differences.count { $0 == 0 || ($0 < 0) != (difference < 0) }
        pValue =
            difference == 0 ? 1 : min(1, 2 * Double(contrary) / Double(differences.count))
    }
}
