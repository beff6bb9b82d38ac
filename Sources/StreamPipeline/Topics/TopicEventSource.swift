import CovisitCore
package import WireFormats

/// Events from the records of a topic, live or recorded, up to an end.
///
/// Where the records name a daemon's batches, it hands over just those, judged by their clocks:
/// then a live run is repeated, list by list. Otherwise a batch ends when it is full.
package actor TopicEventSource: EventSource {
    /// Payloads of a batch, in bytes: rejected ones are copied.
    private static let batchByteCountMax = 16 << 20

    package nonisolated let name: String
    private let reader: any TopicReader
    private let decoder: EventDecoder
    private let clock: @Sendable () -> Int64
    private let batchEventsMax: Int
    private var eventsLeft: Int
    private var entries: [TopicEntry] = []
    private var entriesTaken = 0
    /// The clock of the daemon's batch that is being read; nil where there are none.
    private var daemonClock: Int64?
    private var isAtEnd = false
    private var failure: (any Error)?

    /// - Parameters:
    ///   - limit: How many events to deliver at most, rejected records not counted.
    ///   - clock: What `ts` is held against where no batch says it, milliseconds since 1970; read
    ///     once a batch.
    package init(
        _ reader: any TopicReader, schema: EventSchema, batchEventsMax: Int = 10_000,
        limit: Int? = nil, clock: @escaping @Sendable () -> Int64 = { .max }
    ) {
        self.reader = reader
        self.clock = clock
        self.batchEventsMax = max(1, batchEventsMax)
        name = reader.topic
        decoder = EventDecoder(schema: schema)
        eventsLeft = limit ?? .max
    }

    /// Records read before an error are delivered first; the error comes with the call after them.
    package func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        batch.clock = daemonClock ?? clock()
        do {
            while let entry = try await peek(), take(entry, into: &batch) { entriesTaken += 1 }
        } catch {
            failure = error
            if batch.recordCount == 0 { throw error }
        }
        return batch.recordCount > 0
    }

    /// A topic that is only read has nobody to tell.
    package func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}

    package func close() async {
        await reader.close()
    }

    private func peek() async throws -> TopicEntry? {
        if let failure { throw failure }
        if eventsLeft == 0 { return nil }
        while entriesTaken == entries.count, !isAtEnd {
            entries = []
            entriesTaken = 0
            if let more = try await reader.next() { entries = more } else { isAtEnd = true }
        }
        return entriesTaken < entries.count ? entries[entriesTaken] : nil
    }

    /// False where the entry has to wait for the next batch.
    private func take(_ entry: TopicEntry, into batch: inout InputBatch) -> Bool {
        switch entry {
        case .end: break
        case .batch(let record):
            if batch.recordCount > 0 { return false }
            daemonClock = record.clock
            batch.clock = record.clock
        case .record(let record):
            if isFull(batch) { return false }
            take(record, into: &batch)
        }
        return true
    }

    private func take(_ record: TopicRecord, into batch: inout InputBatch) {
        let eventCount = batch.events.count
        withBytes(of: record.key) { key in
            withBytes(of: record.value) { value in
                batch.take(
                    SourcePosition(partition: record.partition, offset: record.offset),
                    key: key, value: value, clock: batch.clock, decoder)
            }
        }
        eventsLeft -= batch.events.count - eventCount
        batch.nextOffsets[record.partition] = record.offset + 1
    }

    /// A daemon's batch is bounded too, in case that its recording lies.
    private func isFull(_ batch: InputBatch) -> Bool {
        if daemonClock != nil { return batch.recordCount >= JournalCodec.runCountMax }
        return batch.recordCount >= batchEventsMax
            || batch.payloadByteCount >= Self.batchByteCountMax
    }
}

private func withBytes(of bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Void) {
    guard let bytes else { return body(nil) }
    bytes.withUnsafeBytes(body)
}
