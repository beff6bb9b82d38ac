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

    /// Events in the order of their time.
    package init(_ events: EventBatch) {
        append(events)
    }

    package func forEachEvent(_ body: (_ event: Event, _ arena: [UInt8]) -> Void) {
        for batch in batches {
            for event in batch.events { body(event, batch.arena) }
        }
    }

    private mutating func append(_ all: EventBatch) {
        let events = all.events
        var order = Array(events.indices)
        let isSorted = zip(events, events.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp }
        if !isSorted {
            order.sort { a, b in
                (events[a].timestamp, a) < (events[b].timestamp, b)
            }
        }
        for index in order { appendInOrder(events[index], from: all.arena) }
    }

    /// Adds an event behind all others, whatever its time; its offset becomes its place.
    mutating func appendInOrder(_ event: Event, from arena: [UInt8]) {
        if eventCount % Self.batchEventsMax == 0 { batches.append(EventBatch()) }
        var event = event
        event.offset = Int64(eventCount)
        batches[batches.count - 1].append(event, from: arena)
        eventCount += 1
        firstTimestamp = min(firstTimestamp, event.timestamp)
        lastTimestamp = max(lastTimestamp, event.timestamp)
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
