import CovisitCore
import StreamPipeline
import Testing
import WireFormats

struct TopicEventSourceTests {
    /// Entries from memory, so many at once; then an error, if there is one.
    private actor MemoryReader: TopicReader {
        struct Broken: Error {}

        nonisolated let topic = "events"
        nonisolated let progress = InputProgress(total: 0)
        private var chunks: [[TopicEntry]]
        private let isBroken: Bool

        init(_ entries: [TopicEntry], atOnce count: Int, isBroken: Bool = false) {
            chunks = stride(from: 0, to: entries.count, by: count).map {
                Array(entries[$0..<min($0 + count, entries.count)])
            }
            self.isBroken = isBroken
        }

        func next() async throws -> [TopicEntry]? {
            if !chunks.isEmpty { return chunks.removeFirst() }
            if isBroken { throw Broken() }
            return nil
        }

        func close() async {}
    }

    private func record(_ offset: Int64, ts: Int64 = 1_661_724_000_000) -> TopicEntry {
        let json = #"{"session":1,"aid":\#(offset),"ts":\#(ts),"type":"clicks"}"#
        return .record(
            TopicRecord(partition: 2, offset: offset, key: [1], value: Array(json.utf8)))
    }

    private func batch(_ sequence: UInt64, clock: Int64) -> TopicEntry {
        .batch(JournalRecord(sequence: sequence, clock: clock, runs: []))
    }

    private func batches(
        _ source: TopicEventSource
    ) async throws -> [(items: [Int64], rejected: [RejectReason], clock: Int64)] {
        var found: [(items: [Int64], rejected: [RejectReason], clock: Int64)] = []
        var batch = InputBatch()
        while try await source.fill(&batch) {
            let items = batch.events.events.map(\.item.integer)
            found.append((items, batch.rejected.map(\.reason), batch.clock))
            let last = batch.events.events.last?.offset ?? -1
            let lastRejected = batch.rejected.last?.position.offset ?? -1
            #expect(batch.nextOffsets == [2: max(last, lastRejected) + 1])
        }
        #expect(batch.recordCount == 0)
        return found
    }

    @Test(arguments: [1, 2, 100])
    func `a daemon's batches stay as they are, each judged by its clock`(
        atOnce count: Int
    ) async throws {
        let time: Int64 = 1_800_000_000_000
        let reader = MemoryReader(
            [
                batch(1, clock: time - 400_000), record(0), record(1, ts: time), batch(2, clock: 0),
                batch(3, clock: time), record(2, ts: time), record(3), record(4), .end,
            ], atOnce: count)
        let source = TopicEventSource(
            reader, schema: EventSchema(), batchEventsMax: 2, clock: { 7 })
        let found = try await batches(source)
        #expect(found.map(\.items) == [[0], [2, 3, 4]])
        #expect(found.map(\.rejected) == [[.tooNew], []])
        #expect(found.map(\.clock) == [time - 400_000, time])
    }

    @Test func `without batches they end when they are full, or at the limit`() async throws {
        let records = (0..<7).map { record($0) }
        let whole = TopicEventSource(
            MemoryReader(records, atOnce: 3), schema: EventSchema(), batchEventsMax: 2)
        #expect(try await batches(whole).map(\.items) == [[0, 1], [2, 3], [4, 5], [6]])
        let limited = TopicEventSource(
            MemoryReader(records, atOnce: 3), schema: EventSchema(), batchEventsMax: 2, limit: 3)
        #expect(try await batches(limited).map(\.items) == [[0, 1], [2]])
    }

    @Test func `what was read before an error is delivered first`() async throws {
        let source = TopicEventSource(
            MemoryReader([record(0)], atOnce: 1, isBroken: true), schema: EventSchema())
        var batch = InputBatch()
        #expect(try await source.fill(&batch))
        #expect(batch.events.count == 1)
        for _ in 0..<2 {
            await #expect(throws: MemoryReader.Broken.self) { try await source.fill(&batch) }
        }
    }
}
