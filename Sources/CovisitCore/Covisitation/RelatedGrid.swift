/// When it is which items' turn to be published as related items.
///
/// Items are dealt out to groups, each a part of one shard, and event time is cut into as many
/// cells an interval. When the watermark crosses from one cell to the next it is one group's turn,
/// so that each has its turn once in an interval and none takes long. Groups are gathered over
/// `eventsPerTurn` events, for steps end at turns, but not for longer than an eighth of the
/// interval. What is published depends on the events alone, wherever batches end.
struct RelatedGrid: Sendable {
    /// Turns come when the number of events is a multiple of this, where time is not cut coarser.
    static let eventsPerTurn = 2_048
    /// As many as a snapshot's byte holds.
    private static let pendingMax = 127
    /// Shorter cells would be cut to milliseconds too roughly.
    private static let cellMin: Int64 = 16

    /// Parts that a shard's items are dealt out to.
    let sliceCount: Int
    var groupCount: Int { Engine.shardCount * sliceCount }
    private let cell: Int64
    private var line: Int64
    /// The first moment beyond the line.
    private var next: Int64
    /// Groups passed whose turn is still to come, the last ones up to the line.
    private var pendingCount: Int
    /// Whether it is their turn.
    private var isDue: Bool

    /// - Parameter saved: what a snapshot holds of it.
    init(interval: Int64, watermark: Int64 = 0, saved: UInt8 = 0) {
        var sliceCount = 16
        while sliceCount > 1, interval < Int64(Engine.shardCount * sliceCount) * Self.cellMin {
            sliceCount /= 2
        }
        self.sliceCount = sliceCount
        let groupCount = Engine.shardCount * sliceCount
        cell = max(1, interval / Int64(groupCount))
        line = watermark / cell
        next = (line + 1) * cell
        isDue = saved & 0x80 != 0
        pendingCount = Int(saved & 0x7f)
        // More than fit may have been meant: it is everybody's turn then.
        if isDue, pendingCount == Self.pendingMax { pendingCount = groupCount }
    }

    /// For a snapshot.
    var saved: UInt8 {
        UInt8(min(pendingCount, Self.pendingMax)) | (isDue ? 0x80 : 0)
    }

    /// Whether it is some groups' turn, `eventCount` events having been taken.
    @inline(__always)
    mutating func advance(to watermark: Int64, eventCount: Int) -> Bool {
        if watermark >= next { cross(to: watermark / cell) }
        if pendingCount == 0 { return false }
        isDue =
            isDue || eventCount % Self.eventsPerTurn == 0
            || pendingCount >= min(groupCount / 8, Self.pendingMax)
        return isDue
    }

    private mutating func cross(to newest: Int64) {
        pendingCount = Int(min(Int64(pendingCount) + newest - line, Int64(groupCount)))
        line = newest
        next = (newest + 1) * cell
    }

    /// The groups whose turn it is, in order; it is over then.
    mutating func takeDue() -> [Int] {
        guard isDue else { return [] }
        defer { (pendingCount, isDue) = (0, false) }
        let count = Int64(groupCount)
        return (0..<Int64(pendingCount)).map { Int(((line - $0) % count + count) % count) }.sorted()
    }

    /// All groups, waiting or not; none waits any more.
    mutating func takeAll() -> [Int] {
        (pendingCount, isDue) = (0, false)
        return Array(0..<groupCount)
    }
}
