/// Decides what to commit to the group, and when.
///
/// Committed offsets are for lag tools and for whoever looks; no restart depends on them. One
/// commit is on its way at a time, and at most one a second begins.
struct CommitSchedule: Sendable {
    static let interval: Duration = .seconds(1)

    private(set) var committed: [Int32: Int64] = [:]
    private var acknowledged: [Int32: Int64] = [:]
    private var inFlight: [Int32: Int64]?
    private var lastBegin: ContinuousClock.Instant?

    var isInFlight: Bool { inFlight != nil }

    mutating func acknowledge(_ nextOffsets: [Int32: Int64]) {
        acknowledged.merge(nextOffsets, uniquingKeysWith: max)
    }

    /// The partition goes on elsewhere: what was acknowledged of it means nothing there.
    mutating func forget(_ partition: Int32) {
        acknowledged[partition] = nil
    }

    /// What to commit now, of these partitions; nil if nothing, or not yet.
    mutating func begin(
        _ partitions: Set<Int32>, at now: ContinuousClock.Instant, isUrgent: Bool = false
    ) -> [Int32: Int64]? {
        guard inFlight == nil else { return nil }
        if !isUrgent, let lastBegin, now - lastBegin < Self.interval { return nil }
        let news = acknowledged.filter { partition, offset in
            partitions.contains(partition) && committed[partition] != offset
        }
        guard !news.isEmpty else { return nil }
        inFlight = news
        lastBegin = now
        return news
    }

    mutating func succeed() {
        if let inFlight { committed.merge(inFlight) { _, new in new } }
        inFlight = nil
    }

    /// The offsets stay due.
    mutating func fail() {
        inFlight = nil
    }

    /// Forgets what the group holds of partitions that others may commit from now on.
    mutating func revoke() {
        committed = [:]
        inFlight = nil
    }
}
