internal import CovisitCore

/// What judged lists came to, in several spans of event time at once.
struct QualityTally: Sendable {
    /// Recall is counted within so many items.
    static let cutoff = 20

    private(set) var windows: [QualityWindow]

    /// Spans in milliseconds; the last window is of all time.
    init(spans: [Int64]) {
        windows = spans.map { QualityWindow(span: $0) } + [QualityWindow(span: nil)]
    }

    mutating func add(_ contribution: Contribution, of visit: SessionVisit) {
        for index in windows.indices { windows[index].add(contribution, of: visit) }
    }

    /// No event will be younger than the watermark was: what is a span older drops out.
    mutating func advance(to watermark: Int64) {
        for index in windows.indices { windows[index].advance(to: watermark) }
    }
}
