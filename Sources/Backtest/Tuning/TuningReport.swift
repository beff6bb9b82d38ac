/// What a search came to, as JSON; the names of its fields are a contract.
package struct TuningReport: Sendable, Encodable {
    package struct Dimension: Sendable, Encodable {
        package var key: String
        package var values: String

        package init(key: String, values: String) {
            self.key = key
            self.values = values
        }
    }

    package struct Data: Sendable, Encodable {
        package var files: [String]
        package var events: Int
        package var rejected: Int
        /// Milliseconds since 1970.
        package var splitTime: Int64
        package var trainingEvents: Int
        /// That begin at the split or later, and their events.
        package var validationSessions: Int
        package var validationEvents: Int
        /// Of two events or more: those to choose by, and those that were held out.
        package var choosingSessions: Int
        package var heldOutSessions: Int
        package var straddlingSessions: Int
        package var leftOutEvents: Int

        package init(files: [String], _ feed: TestFeed, _ data: TuningData) {
            self.files = files
            events = feed.eventCount
            rejected = feed.rejectedCount
            splitTime = data.split.time
            trainingEvents = data.split.training.eventCount
            validationSessions = data.split.validatedSessionCount
            validationEvents = data.split.validation.eventCount
            choosingSessions = data.choosing.count
            heldOutSessions = data.heldOut.count
            straddlingSessions = data.split.straddlingSessionCount
            leftOutEvents = data.split.leftOutEventCount
        }

        private enum CodingKeys: String, CodingKey {
            case files, events, rejected
            case splitTime = "split_ts"
            case trainingEvents = "training_events"
            case validationSessions = "validation_sessions"
            case validationEvents = "validation_events"
            case choosingSessions = "choosing_sessions"
            case heldOutSessions = "held_out_sessions"
            case straddlingSessions = "straddling_sessions"
            case leftOutEvents = "left_out_events"
        }
    }

    package struct Rung: Sendable, Encodable {
        package var share: Double
        package var trainingEvents: Int
        /// Milliseconds since 1970.
        package var trainingFrom: Int64
        package var sessions: Int
        /// Configurations that were to be tried beside the base, and that were.
        package var planned: Int
        package var tried: Int

        package init(
            share: Double, training: TestFeed, sessions: Int, planned: Int, tried: Int
        ) {
            self.share = share
            trainingEvents = training.eventCount
            trainingFrom = training.firstTimestamp
            self.sessions = sessions
            self.planned = planned
            self.tried = tried
        }

        private enum CodingKeys: String, CodingKey {
            case share, sessions, planned, tried
            case trainingEvents = "training_events"
            case trainingFrom = "training_from"
        }
    }

    package struct Trial: Sendable, Encodable {
        /// 0: the configuration to start from.
        package var number: Int
        /// For each dimension of the space; none for the base.
        package var values: [String]
        /// The same as arguments of `--set`.
        package var overrides: [String]
        package var digest: String
        /// The last rung on which it was tried, from 0, and its score there.
        package var rung: Int
        package var score: Double

        package init(
            number: Int, values: [String], overrides: [String], digest: String, rung: Int,
            score: Double
        ) {
            self.number = number
            self.values = values
            self.overrides = overrides
            self.digest = digest
            self.rung = rung
            self.score = score
        }
    }

    /// The winner beside the base, on the same sessions.
    package struct Comparison: Sendable, Encodable {
        package var base: Double
        package var winner: Double
        package var difference: Double
        /// 95 %, by paired bootstrap over sessions.
        package var low: Double
        package var high: Double
        /// Whether the interval leaves zero out.
        package var isReal: Bool
        /// What there was to be found, by type.
        package var counts: [String: Int]

        package init(_ difference: ScoreDifference, counts: [(type: String, count: Int)]) {
            self.counts = Dictionary(uniqueKeysWithValues: counts.map { ($0.type, $0.count) })
            base = difference.a
            winner = difference.b
            self.difference = difference.difference
            low = difference.interval.lower
            high = difference.interval.upper
            isReal = low > 0 || high < 0
        }

        private enum CodingKeys: String, CodingKey {
            case base, winner, difference, low, high, counts
            case isReal = "is_real"
        }
    }

    package var protocolName: String
    package var learning: String
    package var objective: String
    package var method: String
    package var seed: UInt64
    package var data: Data
    package var space: [Dimension]
    package var rungs: [Rung]
    /// Best first; those of the last rung before all others.
    package var trials: [Trial]
    /// Configurations that were asked for, and that the space held.
    package var trialsAsked: Int
    package var trialsDrawn: Int
    package var winner: Int
    /// On the sessions that it was chosen by: biased upward. nil where the base has won.
    package var chosenBy: Comparison?
    /// On sessions that the search did not see.
    package var heldOut: Comparison?
    package var seconds: Double?

    package init(
        protocolName: String, learning: String, objective: String, method: String, seed: UInt64,
        data: Data, space: [Dimension], trialsAsked: Int, trialsDrawn: Int
    ) {
        self.protocolName = protocolName
        self.learning = learning
        self.objective = objective
        self.method = method
        self.seed = seed
        self.data = data
        self.space = space
        self.trialsAsked = trialsAsked
        self.trialsDrawn = trialsDrawn
        rungs = []
        trials = []
        winner = 0
    }

    private enum CodingKeys: String, CodingKey {
        case learning, objective, method, seed, data, space, rungs, trials, winner, seconds
        case protocolName = "protocol"
        case trialsAsked = "trials_asked"
        case trialsDrawn = "trials_drawn"
        case chosenBy = "chosen_by"
        case heldOut = "held_out"
    }
}

extension TuningReport {
    /// Configurations that were tried beside the base.
    package var triedCount: Int { trials.count { $0.number != 0 } }

    /// Trials that the time was too short for; not those that were dropped for their scores.
    package var untriedCount: Int {
        rungs.reduce(0) { $0 + max(0, $1.planned - $1.tried) }
    }
}
