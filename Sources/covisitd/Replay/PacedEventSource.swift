internal import CovisitCore
internal import StreamPipeline
internal import WireFormats

/// Hands over the events of another source when their time has come: as far apart as they were,
/// or so many times faster.
///
/// Time never goes back: an event that comes after a later one is due at once.
actor PacedEventSource: EventSource {
    nonisolated let name: String
    private let source: any EventSource
    private let factor: Double
    /// A batch of a daemon is handed over as a whole, when its last event is due.
    private let keepsBatches: Bool
    private var waiting = InputBatch()
    /// The first event's time, and when it was handed over.
    private var origin: (timestamp: Int64, instant: ContinuousClock.Instant)?

    init(_ source: any EventSource, factor: Double, keepsBatches: Bool) {
        name = source.name
        self.source = source
        self.factor = factor
        self.keepsBatches = keepsBatches
    }

    func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        if waiting.recordCount == 0 {
            guard try await source.fill(&batch) else { return false }
            swap(&batch, &waiting)
        }
        let index = keepsBatches ? waiting.latest : 0
        guard waiting.recordCount > 0, !waiting.events.isEmpty else {
            swap(&batch, &waiting)
            return true
        }
        try await Task.sleep(until: due(waiting.events.events[index].timestamp), clock: .continuous)
        if keepsBatches {
            swap(&batch, &waiting)
        } else {
            let now = ContinuousClock.now
            let isDue = waiting.events.events.prefix { due($0.timestamp) <= now }
            batch = waiting.takeFirst(max(1, isDue.count))
        }
        return true
    }

    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {
        try await source.acknowledge(nextOffsets)
    }

    var assignedPartitions: Set<Int32>? {
        get async { await source.assignedPartitions }
    }

    func want(_ partition: Int32) async {
        await source.want(partition)
    }

    func close() async {
        await source.close()
    }

    private func due(_ timestamp: Int64) -> ContinuousClock.Instant {
        let origin = self.origin ?? (timestamp, .now)
        self.origin = origin
        let milliseconds = Double(timestamp - origin.timestamp) / factor
        return origin.instant + .milliseconds(max(0, milliseconds))
    }
}

extension InputBatch {
    /// The index of the event with the highest time.
    fileprivate var latest: Int {
        events.events.indices.max { events.events[$0].timestamp < events.events[$1].timestamp }
            ?? 0
    }

    /// Takes the first events off, and what was rejected before the next one.
    fileprivate mutating func takeFirst(_ count: Int) -> InputBatch {
        if count == events.count {
            defer { removeAll() }
            return self
        }
        var first = InputBatch()
        var rest = InputBatch()
        (first.clock, rest.clock) = (clock, clock)
        first.payloadByteCount = payloadByteCount
        first.resets = resets
        var firstLeft: [Int32: Int64] = [:]
        for (index, event) in events.events.enumerated() {
            if index < count {
                first.events.append(event, from: events.arena)
                first.nextOffsets[event.partition] = event.offset + 1
            } else {
                rest.events.append(event, from: events.arena)
                if firstLeft[event.partition] == nil { firstLeft[event.partition] = event.offset }
            }
        }
        for record in rejected {
            let position = record.position
            if position.offset < firstLeft[position.partition] ?? .max {
                first.rejected.append(record)
                let next = first.nextOffsets[position.partition] ?? 0
                first.nextOffsets[position.partition] = max(next, position.offset + 1)
            } else {
                rest.rejected.append(record)
            }
        }
        for (partition, next) in nextOffsets {
            if firstLeft[partition] == nil {
                first.nextOffsets[partition] = next
            } else {
                rest.nextOffsets[partition] = next
            }
        }
        self = rest
        return first
    }
}
