/// Everything that a backtest came to, as JSON; the names of its fields are a contract.
package struct BacktestReport: Sendable, Encodable {
    package struct Feed: Sendable, Encodable {
        package var events = 0
        package var sessions = 0
        package var items = 0
        package var rejected = 0
    }

    package struct Group: Sendable, Encodable {
        package var name: String
        package var predictions: [String: Int]
        package var metrics: Figures
    }

    package struct Cell: Sendable, Encodable {
        /// Event time, milliseconds since 1970.
        package var start: Int64
        package var metrics: Figures
    }

    package struct Interval: Sendable, Encodable {
        package var low: Double
        package var high: Double
    }

    package struct Seconds: Sendable, Encodable {
        package var training: Double
        package var test: Double
        /// Of the test: what scoring took. The rest is the engine's.
        package var scoring: Double
    }

    package struct Configuration: Sendable, Encodable {
        package var name: String
        package var digest: String
        /// What becomes of items that the session has already, by objective.
        package var history: [String: String]
        package var predictions: [String: Int]
        package var metrics: Figures
        /// 95 %, by bootstrap over sessions, as `clicks.recall@20` and `total`.
        package var intervals: [String: Interval]
        package var groups: [String: [Group]]
        package var overTime: [Cell]
        /// By objective.
        package var calibration: [String: [CalibrationBin]]
        /// Empty where it was not split.
        package var gain: [Gain]
        package var seconds: Seconds
        package var stateBytes: Int

        private enum CodingKeys: String, CodingKey {
            case name, digest, history, predictions, metrics, intervals, groups, seconds
            case calibration, gain
            case overTime = "over_time"
            case stateBytes = "state_bytes"
        }
    }

    package struct Comparison: Sendable, Encodable {
        /// The configuration that the other is compared with.
        package var baseline: String
        package var configuration: String
        /// As `clicks.recall@20`, or `total`.
        package var metric: String
        package var difference: Double
        /// 95 %, by paired bootstrap over sessions.
        package var low: Double
        package var high: Double
        package var pValue: Double
        /// Whether the interval leaves zero out.
        package var isReal: Bool

        private enum CodingKeys: String, CodingKey {
            case baseline, configuration, metric, difference, low, high
            case pValue = "p_value"
            case isReal = "is_real"
        }
    }

    package var protocolName: String
    package var learning: String
    package var cutoffs: [Int]
    /// The metrics of comparisons, groups and courses of time; the first is what pages show.
    package var leadingMetrics: [String] = []
    package var training = Feed()
    package var test = Feed()
    package var configurations: [Configuration] = []
    package var comparisons: [Comparison] = []

    private enum CodingKeys: String, CodingKey {
        case learning, training, test, configurations, comparisons
        case protocolName = "protocol"
        case cutoffs = "k"
        case leadingMetrics = "leading_metrics"
    }
}
