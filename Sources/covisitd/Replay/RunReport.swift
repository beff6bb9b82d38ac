internal import CovisitCore
internal import Operations
internal import Storage
internal import StreamPipeline
internal import WireFormats

/// What a run did, as JSON; the names of its fields are a contract.
struct RunReport: Encodable {
    var events: Int
    var stateEvents: Int
    var rejected: [String: Int]
    var sessions: Int
    var items: Int
    var pairUpdates: Int
    var published: Int
    var relatedItems: Int
    var duplicates: Int
    var tooLate: Int
    var seconds: Double
    var eventsPerSecond: Double
    var stateBytes: Int
    var peakRSSBytes: Int
    /// What memory was planned at most: with ids that are integers, and with the longest strings.
    var memoryPlanBytes: Int
    var memoryPlanStringBytes: Int
    var digest: String
    /// nil where it was not measured.
    var quality: DaemonStatus.Quality?

    private enum CodingKeys: String, CodingKey {
        case events, rejected, sessions, items, published, duplicates, seconds, digest, quality
        case stateEvents = "state_events"
        case pairUpdates = "pair_updates"
        case relatedItems = "related_items"
        case tooLate = "too_late"
        case eventsPerSecond = "events_per_second"
        case stateBytes = "state_bytes"
        case peakRSSBytes = "peak_rss_bytes"
        case memoryPlanBytes = "memory_plan_bytes"
        case memoryPlanStringBytes = "memory_plan_string_bytes"
    }

    init(
        _ engine: Engine, _ status: PipelineStatus, _ plan: ProcessMemoryPlan,
        _ quality: DaemonStatus.Quality?, seconds: Double
    ) {
        let statistics = engine.statistics()
        events = status.events
        stateEvents = statistics.events
        rejected = Dictionary(
            uniqueKeysWithValues: status.rejected.map { ($0.key.rawValue, $0.value) })
        sessions = statistics.sessions
        items = statistics.items
        pairUpdates = statistics.rowCounters.pairUpdates
        published = status.recommendations
        relatedItems = status.relatedItems
        duplicates = statistics.sessionCounters.duplicates
        tooLate = statistics.sessionCounters.tooLate
        self.seconds = seconds
        eventsPerSecond = seconds > 0 ? Double(status.events) / seconds : 0
        stateBytes = statistics.byteCount
        peakRSSBytes = ProcessMemory.residentMax
        memoryPlanBytes = plan.total
        memoryPlanStringBytes = plan.totalWithStrings
        digest = hexadecimal(engine.digest())
        self.quality = quality
    }

    func write(to path: String) throws {
        try WholeFile(path).write(json: self)
    }

    var summary: String {
        let rejectedCount = rejected.values.reduce(0, +)
        return "\(events) events (\(rejectedCount) rejected), \(sessions) sessions, "
            + "\(items) items, \(pairUpdates) pair updates, \(published) lists published in "
            + "\((seconds * 100).rounded() / 100) s: \(Int(eventsPerSecond)) events/s, "
            + "\(peakRSSBytes >> 20) MiB at most; digest \(digest)"
            + (quality.map { "\n" + $0.summary } ?? "")
    }
}
