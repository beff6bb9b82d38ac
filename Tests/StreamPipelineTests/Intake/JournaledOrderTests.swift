import CovisitCore
import Simulation
import StreamPipeline
import Testing
import WireFormats

/// A run over several partitions, made again from topic and journal.
struct JournaledOrderTests {
    private struct Run {
        var digest: UInt64
        var recommendations: [String: String]
        var records: [JournalRecord]
        var events: Int
        var rejected: Int
    }

    private func run(
        _ batches: [InputBatch], schema: EventSchema, start: IntakeStart = IntakeStart(),
        engine: Engine = Engine(.otto3)
    ) async throws -> Run {
        let sink = MemorySink()
        let journal = MemoryJournal()
        var durability = Durability()
        durability.journal = journal
        durability.start = start
        durability.schema = schema
        let pipeline = Pipeline(
            engine: engine, source: MemorySource(batches), sink: sink, durability: durability,
            options: PipelineOptions())
        try await pipeline.run()
        let status = pipeline.status.current
        return Run(
            digest: engine.digest(), recommendations: sink.content.recommendations,
            records: journal.records, events: status.events, rejected: status.rejectedCount)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `the journaled order gives the same state and lists, however records come`(
        seed: UInt64
    ) async throws {
        let feed = JournaledFeed(partitions: 4, events: 400, seed: seed)
        let live = try await run(feed.batches(seed: seed), schema: feed.schema)
        let other = try await run(feed.batches(seed: seed + 1_000), schema: feed.schema)
        #expect(other.events == live.events)
        #expect(other.digest != live.digest, "orders differ, or the test shows nothing")
        var start = IntakeStart()
        start.order = live.records
        let again = try await run(
            feed.batches(seed: seed + 1_000), schema: feed.schema, start: start)
        #expect(again.digest == live.digest)
        #expect(again.recommendations == live.recommendations)
        #expect(again.events == live.events)
        #expect(again.rejected == live.rejected)
        #expect(again.records.isEmpty, "what is in the journal is not written again")
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `after the journal's end the stream goes on, and nothing is lost or repeated`(
        seed: UInt64
    ) async throws {
        let feed = JournaledFeed(partitions: 3, events: 300, seed: seed)
        let live = try await run(feed.batches(seed: seed), schema: feed.schema)
        var start = IntakeStart()
        start.order = Array(live.records.prefix(Int(seed) % live.records.count))
        let mixed = try await run(feed.batches(seed: seed + 7), schema: feed.schema, start: start)
        #expect(mixed.events == live.events)
        #expect(mixed.rejected == live.rejected)
        #expect(mixed.records.first?.sequence == UInt64(start.order.count) + 1)
        start.order += mixed.records
        let again = try await run(feed.batches(seed: seed + 9), schema: feed.schema, start: start)
        #expect(again.digest == mixed.digest)
        #expect(again.recommendations == mixed.recommendations)
    }

    @Test func `an event is judged by the clock of its batch, not by today's`() async throws {
        let feed = JournaledFeed(partitions: 2, events: 100, seed: 3)
        let middle = 1_659_304_800_000 + Int64(15_000)
        var schema = feed.schema
        schema.futureToleranceMilliseconds = 0
        let strict = JournaledFeed(partitions: 2, events: 100, seed: 3)
        var batches = strict.batches(seed: 3)
        let decoder = EventDecoder(schema: schema)
        // Live: every second batch was read by a clock that ran behind.
        batches = batches.enumerated().map { index, batch in
            var judged = InputBatch()
            judged.clock = index % 2 == 0 ? middle : .max
            for (partition, offset) in batch.nextOffsets {
                for record in strict.partitions[Int(partition)] where record.offset < offset {
                    let isOfBatch =
                        batch.events.events.contains {
                            $0.partition == partition && $0.offset == record.offset
                        }
                        || batch.rejected.contains {
                            $0.position.partition == partition
                                && $0.position.offset == record.offset
                        }
                    if isOfBatch { record.decode(by: decoder, clock: judged.clock, into: &judged) }
                }
            }
            return judged
        }
        let live = try await run(batches, schema: schema)
        #expect(live.rejected > 5, "some were too new")
        var start = IntakeStart()
        start.order = live.records
        // Read again by the earliest clock, which rejects more than was rejected then.
        var source = EventSchema()
        source.futureToleranceMilliseconds = 0
        let reread = JournaledFeed(partitions: 2, events: 100, seed: 3)
        let again = try await run(
            reread.batchesJudged(seed: 99, clock: middle, schema: source), schema: schema,
            start: start)
        #expect(again.digest == live.digest)
        #expect(again.events == live.events)
        #expect(again.rejected == live.rejected)
    }
}

extension JournaledFeed {
    /// As `batches`, judged by a clock.
    fileprivate func batchesJudged(
        seed: UInt64, clock: Int64, schema: EventSchema
    ) -> [InputBatch] {
        let decoder = EventDecoder(schema: schema)
        return batches(seed: seed).map { batch in
            var judged = InputBatch()
            judged.clock = clock
            let records =
                batch.events.events.map { ($0.partition, $0.offset) }
                + batch.rejected.map { ($0.position.partition, $0.position.offset) }
            for (partition, offset) in records.sorted(by: { $0 < $1 }) {
                partitions[Int(partition)][Int(offset)]
                    .decode(by: decoder, clock: clock, into: &judged)
            }
            return judged
        }
    }
}
