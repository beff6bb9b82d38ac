package import CovisitCore
package import StreamPipeline

/// Recorded events in the order of their time, in memory: read once, run through every
/// configuration. Some 64 bytes an event.
package struct TestFeed: Sendable {
    static let batchEventsMax = 4_096

    package private(set) var batches: [EventBatch] = []
    package private(set) var eventCount = 0
    /// Lines that could not become events.
    package private(set) var rejectedCount = 0
    package private(set) var firstTimestamp = Int64.max
    package private(set) var lastTimestamp: Int64 = 0

    package init() {}

    /// Reads a source to its end and sorts by time; events of one time stay in their order.
    package init(_ source: any EventSource) async throws {
        var all = EventBatch()
        var batch = InputBatch()
        while try await source.fill(&batch) {
            for event in batch.events.events { all.append(event, from: batch.events.arena) }
            rejectedCount += batch.rejected.count
        }
        rejectedCount += batch.rejected.count
        for event in batch.events.events { all.append(event, from: batch.events.arena) }
        append(all)
    }

    /// Adds events behind those that are there, in the order of their time.
    package mutating func append(_ all: EventBatch) {
        let events = all.events
        var order = Array(events.indices)
        let isSorted = zip(events, events.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp }
        if !isSorted {
            order.sort { a, b in
                (events[a].timestamp, a) < (events[b].timestamp, b)
            }
        }
        for start in stride(from: 0, to: order.count, by: Self.batchEventsMax) {
            var batch = EventBatch()
            for index in order[start..<min(start + Self.batchEventsMax, order.count)] {
                var event = events[index]
                // An offset is the place in the order of time.
                event.offset = Int64(eventCount)
                batch.append(event, from: all.arena)
                eventCount += 1
                firstTimestamp = min(firstTimestamp, event.timestamp)
                lastTimestamp = max(lastTimestamp, event.timestamp)
            }
            batches.append(batch)
        }
    }
}

/// A feed as a source of the pipeline.
actor TestFeedSource: EventSource {
    nonisolated let name = "backtest"
    private let feed: TestFeed
    private var next = 0

    init(_ feed: TestFeed) {
        self.feed = feed
    }

    func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        guard next < feed.batches.count else { return false }
        batch.events = feed.batches[next]
        batch.nextOffsets[0] = (batch.events.events.last?.offset ?? 0) + 1
        next += 1
        return true
    }

    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}
    func close() async {}
}
