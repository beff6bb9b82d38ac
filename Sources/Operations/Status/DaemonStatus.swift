internal import CovisitCore
package import StreamPipeline
internal import WireFormats

/// What the daemon says about itself at `/status`; the coding keys are a contract.
package struct DaemonStatus: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable {
        /// Not yet consuming. Exits: consuming, standby, waiting, stopping.
        case starting
        /// Exits: standby, waiting, stopping.
        case consuming
        /// Others of its group have all partitions. Exits: consuming, waiting, stopping.
        case standby
        /// Held up by something outside: a broker, an assignment. Exits: consuming, standby,
        /// stopping.
        case waiting
        case stopping
    }

    package var version = ""
    package var librdkafkaVersion = ""
    package var phase = Phase.starting
    /// Why the daemon is not consuming, where there is more to say than the phase.
    package var reason: String?
    package var uptimeSeconds = 0.0

    package var events = 0
    /// Events that the state holds, those before this process too.
    package var stateEvents = 0
    package var eventsPerSecond = 0.0
    /// Records that did not become events, by reason.
    package var rejected: [String: Int] = [:]
    /// Events that their session holds already.
    package var duplicates = 0
    /// Events older than a full session tail.
    package var tooLate = 0
    /// Sessions dropped, or begun anew, because they were idle.
    package var sessionsExpired = 0
    package var sessionsRestarted = 0
    package var deadLetters = 0

    package var sessions = 0
    package var items = 0
    package var pairUpdates = 0
    /// Neighbours that met a full row: admitted in place of a lighter one, or refused.
    package var neighboursAdmitted = 0
    package var neighboursRefused = 0
    /// Highest accepted event time, milliseconds since 1970; nil before the first event.
    package var watermark: Int64?
    package var stateBytes = 0
    package var memory = Memory()
    package var limits = Limits()

    package var recommendationsPublished = 0
    package var relatedItemsPublished = 0
    package var lastBatchSeconds = 0.0
    /// Seconds from an event's own time until what it changed was handed over.
    package var eventToPublish = Latency()
    package var partitions: [Partition] = []
    /// nil where none are written.
    package var snapshots: Snapshots?
    /// nil where it is not measured.
    package var quality: Quality?
    package var http = HTTP()

    package init() {}

    package enum CodingKeys: String, CodingKey {
        case version
        case librdkafkaVersion = "librdkafka_version"
        case phase = "state"
        case reason
        case uptimeSeconds = "uptime_seconds"
        case events
        case stateEvents = "state_events"
        case eventsPerSecond = "events_per_second"
        case rejected
        case duplicates
        case tooLate = "too_late"
        case sessionsExpired = "sessions_expired"
        case sessionsRestarted = "sessions_restarted"
        case neighboursAdmitted = "neighbours_admitted"
        case neighboursRefused = "neighbours_refused"
        case deadLetters = "dead_letters"
        case sessions
        case items
        case pairUpdates = "pair_updates"
        case watermark
        case stateBytes = "state_bytes"
        case memory
        case limits
        case recommendationsPublished = "recommendations_published"
        case relatedItemsPublished = "related_items_published"
        case lastBatchSeconds = "last_batch_seconds"
        case eventToPublish = "event_to_publish"
        case partitions
        case snapshots
        case quality
        case http
    }
}

extension DaemonStatus {
    /// A bound of the configuration, and how full it is.
    package struct Limit: Sendable, Equatable, Codable {
        package var used = 0
        package var max = 0
        /// Share of `max` in use, 0 to 1.
        package var fullness = 0.0
        /// Entries that had to go because the bound was reached.
        package var dropped = 0

        package init() {}

        package init(used: Int, max: Int, dropped: Int) {
            self.used = used
            self.max = max
            self.dropped = dropped
            fullness = max > 0 ? Double(used) / Double(max) : 0
        }
    }

    /// What the process takes, and what it takes at most.
    package struct Memory: Sendable, Equatable, Codable {
        package var residentBytes = 0
        /// With every bound reached, ids being integers.
        package var planBytes = 0
        /// The same with ids that are strings of the greatest length.
        package var planStringBytes = 0

        package init(residentBytes: Int = 0, planBytes: Int = 0, planStringBytes: Int = 0) {
            self.residentBytes = residentBytes
            self.planBytes = planBytes
            self.planStringBytes = planStringBytes
        }

        package enum CodingKeys: String, CodingKey {
            case residentBytes = "resident_bytes"
            case planBytes = "plan_bytes"
            case planStringBytes = "plan_string_bytes"
        }
    }

    /// How many measurements lay in which range; not cumulative.
    package struct Latency: Sendable, Equatable, Codable {
        /// Upper ends of the ranges, ascending; the last count is of what lies above all.
        package var boundsSeconds: [Double] = []
        package var counts: [Int] = []

        package init() {}

        package enum CodingKeys: String, CodingKey {
            case counts
            case boundsSeconds = "bounds_seconds"
        }
    }

    package struct Limits: Sendable, Equatable, Codable {
        package var sessions = Limit()
        package var items = Limit()

        package init() {}
    }

    package struct Partition: Sendable, Equatable, Codable {
        package var partition: Int32
        package var nextOffset: Int64
        /// Records not yet consumed; nil while unknown, as is the lag in seconds.
        package var lagRecords: Int64?
        package var lagSeconds: Double?

        package init(
            partition: Int32, nextOffset: Int64, lagRecords: Int64? = nil,
            lagSeconds: Double? = nil
        ) {
            self.partition = partition
            self.nextOffset = nextOffset
            self.lagRecords = lagRecords
            self.lagSeconds = lagSeconds
        }

        package enum CodingKeys: String, CodingKey {
            case partition
            case nextOffset = "next_offset"
            case lagRecords = "lag_records"
            case lagSeconds = "lag_seconds"
        }
    }

    package struct Snapshots: Sendable, Equatable, Codable {
        package var written = 0
        package var failed = 0
        package var isWriting = false
        /// Since the newest became durable; nil before the first of this process.
        package var ageSeconds: Double?
        package var bytes: Int?
        /// Why the last attempt failed; nil after one that did not.
        package var failure: String?
        /// Bytes of the order journal.
        package var journalBytes = 0
        /// Why the order is not recorded for the time being; nil while it is.
        package var journalResting: String?

        package init() {}

        package enum CodingKeys: String, CodingKey {
            case written, failed, bytes, failure
            case isWriting = "writing"
            case ageSeconds = "age_seconds"
            case journalBytes = "journal_bytes"
            case journalResting = "journal_resting"
        }
    }

    /// Of the partition that is furthest behind; nil while unknown.
    package var lagSeconds: Double? { partitions.compactMap(\.lagSeconds).max() }

    /// Of all partitions together; nil while unknown.
    package var lagRecords: Int64? {
        let known = partitions.compactMap(\.lagRecords)
        return known.isEmpty ? nil : known.reduce(0, &+)
    }
}

extension DaemonStatus {
    /// What the pipeline knows; versions, uptime, rate, lag and dead letters are the caller's.
    package init(_ pipeline: PipelineStatus, sessionsMax: Int, itemsMax: Int) {
        let engine = pipeline.engine
        phase = pipeline.isConsuming ? .consuming : .starting
        events = pipeline.events
        stateEvents = engine.events
        rejected = Dictionary(
            uniqueKeysWithValues: pipeline.rejected.map { ($0.key.rawValue, $0.value) })
        duplicates = engine.sessionCounters.duplicates
        tooLate = engine.sessionCounters.tooLate
        sessionsExpired = engine.sessionCounters.expired
        sessionsRestarted = engine.sessionCounters.restarted
        sessions = engine.sessions
        items = engine.items
        pairUpdates = engine.rowCounters.pairUpdates
        neighboursAdmitted = engine.rowCounters.admitted
        neighboursRefused = engine.rowCounters.refused
        watermark = engine.watermark > 0 ? engine.watermark : nil
        stateBytes = engine.byteCount
        limits.sessions = Limit(
            used: engine.sessions, max: sessionsMax, dropped: engine.sessionCounters.evicted)
        limits.items = Limit(used: engine.items, max: itemsMax, dropped: engine.itemsRetired)
        recommendationsPublished = pipeline.recommendations
        relatedItemsPublished = pipeline.relatedItems
        lastBatchSeconds = pipeline.lastBatchSeconds
        eventToPublish.boundsSeconds = pipeline.eventToPublishSeconds.bounds
        eventToPublish.counts = pipeline.eventToPublishSeconds.counts
        partitions = pipeline.nextOffsets.sorted { $0.key < $1.key }.map {
            Partition(partition: $0.key, nextOffset: $0.value)
        }
    }
}
