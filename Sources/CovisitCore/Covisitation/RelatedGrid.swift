/// When it is which items' turn to be published as related items.
///
/// Event time is cut into eighths of the interval. When the watermark crosses from one to the
/// next it is the turn of one group of shards of eight, so that each has its turn once in an
/// interval. What is published depends on the events alone, wherever batches end.
struct RelatedGrid: Sendable {
    static let groupCount = 8

    private let cell: Int64
    private var line: Int64
    /// The first moment beyond the line.
    private var next: Int64
    /// The groups whose turn it is, a bit each.
    private(set) var due: UInt8

    init(interval: Int64, watermark: Int64 = 0, due: UInt8 = 0) {
        cell = max(1, interval / Int64(Self.groupCount))
        line = watermark / cell
        next = (line + 1) * cell
        self.due = due
    }

    /// Whether the watermark has crossed a line.
    @inline(__always)
    mutating func advance(to watermark: Int64) -> Bool {
        if watermark < next { return false }
        cross(to: watermark / cell)
        return true
    }

    private mutating func cross(to newest: Int64) {
        let crossed = min(newest - line, Int64(Self.groupCount))
        for passed in 0..<crossed {
            due |= 1 << UInt8((newest - passed) % Int64(Self.groupCount))
        }
        line = newest
        next = (newest + 1) * cell
    }

    /// The shards whose turn it is; it is over then.
    mutating func takeDue() -> [Int] {
        defer { due = 0 }
        let groupLength = Engine.shardCount / Self.groupCount
        return (0..<Engine.shardCount).filter { due & (1 << UInt8($0 / groupLength)) != 0 }
    }
}
