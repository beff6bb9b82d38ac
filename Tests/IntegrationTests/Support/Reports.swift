/// The contract of `--report`: all of these fields are there.
struct RunReport: Decodable {
    var events: Int
    var stateEvents: Int
    var rejected: [String: Int]
    var sessions: Int
    var items: Int
    var pairUpdates: Int
    var published: Int
    var seconds: Double
    var eventsPerSecond: Double
    var peakRSSBytes: Int
    var memoryPlanBytes: Int
    var memoryPlanStringBytes: Int
    var digest: String
    var quality: LiveQuality?

    private enum CodingKeys: String, CodingKey {
        case events, rejected, sessions, items, published, seconds, digest, quality
        case stateEvents = "state_events"
        case pairUpdates = "pair_updates"
        case eventsPerSecond = "events_per_second"
        case peakRSSBytes = "peak_rss_bytes"
        case memoryPlanBytes = "memory_plan_bytes"
        case memoryPlanStringBytes = "memory_plan_string_bytes"
    }
}

/// Section `quality` of reports and of `/status`.
struct LiveQuality: Decodable, Equatable {
    struct Window: Decodable, Equatable {
        var window: String
        var total: Double?
        var clicks: Objective
        var carts: Objective
        var orders: Objective

        var objectives: [(name: String, objective: Objective)] {
            [("clicks", clicks), ("carts", carts), ("orders", orders)]
        }
    }

    struct Objective: Decodable, Equatable {
        var all: Recall
        var seen: Recall
        var new: Recall
        var newcomers: Recall
    }

    struct Recall: Decodable, Equatable {
        var judged: Int
        var hits: Int
        var recall: Double?
    }

    var share: Double
    var windows: [Window]
}

/// What tests read of `/status`.
struct DaemonStatus: Decodable {
    struct Partition: Decodable {
        var partition: Int
        var lagRecords: Int?

        private enum CodingKeys: String, CodingKey {
            case partition
            case lagRecords = "lag_records"
        }
    }

    var version: String
    var state: String
    var events: Int
    var stateEvents: Int
    var rejected: [String: Int]
    var deadLetters: Int
    var sessions: Int
    var recommendationsPublished: Int
    var partitions: [Partition]
    var snapshots: Snapshots?
    var quality: LiveQuality?

    struct Snapshots: Decodable {
        var written: Int
        var failed: Int
        var failure: String?
    }

    private enum CodingKeys: String, CodingKey {
        case version, state, events, rejected, sessions, partitions, snapshots, quality
        case stateEvents = "state_events"
        case deadLetters = "dead_letters"
        case recommendationsPublished = "recommendations_published"
    }
}

/// A record of the recommendations topic.
struct Recommendation: Decodable {
    struct Source: Decodable, Equatable {
        var topic = "events"
        var partition: Int
        var offset: Int
    }

    var session: Int
    var ts: Int
    var source: Source
    var clicks: [Int]
    var carts: [Int]
    var orders: [Int]

    var lists: [[Int]] { [clicks, carts, orders] }
}
