package import WireFormats

/// Which records of a recording are wanted: in each partition those from the first that is far
/// enough to the first that is too far.
package struct RecordedBounds: Sendable {
    private let first: TopicBound
    private let end: TopicBound
    private var begun: Set<Int32> = []
    private var ended: Set<Int32> = []

    package init(from first: TopicBound = .earliest, to end: TopicBound = .end) {
        self.first = first
        self.end = end
    }

    /// Whether the record is wanted; to be asked for each, in its order.
    package mutating func admit(_ record: TopicRecord) -> Bool {
        if !begun.contains(record.partition) {
            guard isReached(first, by: record) else { return false }
            begun.insert(record.partition)
        }
        if ended.contains(record.partition) { return false }
        guard isReached(end, by: record) else { return true }
        ended.insert(record.partition)
        return false
    }

    private func isReached(_ bound: TopicBound, by record: TopicRecord) -> Bool {
        switch bound {
        case .earliest: true
        case .end: false
        case .offset(let offset): record.offset >= offset
        case .time(let time): record.timestamp ?? .min >= time
        }
    }
}
