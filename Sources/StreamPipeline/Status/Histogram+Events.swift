internal import CovisitCore

extension Histogram {
    /// Events of a batch that are looked at, at most.
    static let sampleCountMax = 64

    /// Takes note of how long ago the events of a batch have happened, in seconds.
    ///
    /// At most `sampleCountMax` of them are looked at, evenly spaced, each standing for those up
    /// to the next; all of a small batch. An event of the future happens now.
    ///
    /// - Parameter now: milliseconds since 1970.
    mutating func record(agesOf batch: EventBatch, at now: Int64) {
        let events = batch.events
        let stride = max(1, (events.count + Self.sampleCountMax - 1) / Self.sampleCountMax)
        var index = 0
        while index < events.count {
            let milliseconds = max(0, now - events[index].timestamp)
            record(Double(milliseconds) / 1_000, count: min(stride, events.count - index))
            index += stride
        }
    }
}
