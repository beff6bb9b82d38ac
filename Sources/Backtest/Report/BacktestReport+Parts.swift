extension BacktestReport {
    /// A difference with its interval of 95 %, by paired bootstrap over sessions.
    package struct Difference: Sendable, Encodable {
        package var value: Double
        package var low: Double
        package var high: Double

        package var isReal: Bool { low > 0 || high < 0 }
    }

    /// What learning during the test gains by one metric, and from whom.
    package struct Gain: Sendable, Encodable {
        /// As `clicks.recall@20`.
        package var metric: String
        /// With what training taught alone.
        package var frozen: Double
        /// With sessions that had ended, too.
        package var completed: Double
        /// With every event, a moment after it happened.
        package var streaming: Double
        /// What other sessions taught: completed less static.
        package var others: Difference
        /// What the session's own events taught: streaming less completed.
        package var own: Difference

        private enum CodingKeys: String, CodingKey {
            case metric, completed, streaming
            case frozen = "static"
            case others = "other_sessions"
            case own = "own_session"
        }
    }

    /// Items that were recommended with a score in one range, and how many of them came true.
    package struct CalibrationBin: Sendable, Encodable {
        /// The lower end; 0, 1 and 2 begin what popularity, neighbours and the history propose.
        package var score: Double
        package var items: Int
        package var hits: Int

        package var share: Double { Double(hits) / Double(items) }
    }
}

extension BacktestReport.Difference {
    init(_ difference: ScoreDifference) {
        value = difference.difference
        low = difference.interval.lower
        high = difference.interval.upper
    }
}

extension Calibration {
    /// Those with items in them.
    var bins: [BacktestReport.CalibrationBin] {
        (0..<Self.binCount).filter { items[$0] > 0 }.map { bin in
            BacktestReport.CalibrationBin(
                score: Double(bin) / Double(Self.binsPerUnit), items: items[bin], hits: hits[bin])
        }
    }
}
