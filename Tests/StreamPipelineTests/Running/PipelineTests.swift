import CovisitCore
import StreamPipeline
import Testing
import WireFormats

struct PipelineTests {
    private func batch(_ events: [(session: Int64, item: Int64)], from offset: Int64) -> InputBatch
    {
        var batch = InputBatch()
        for (index, event) in events.enumerated() {
            batch.events.append(
                Event(
                    session: ExternalID(integer: event.session),
                    item: ExternalID(integer: event.item),
                    timestamp: 1_600_000_000_000 + (offset + Int64(index)) * 1_000, type: .clicks,
                    partition: 0, offset: offset + Int64(index)))
        }
        batch.nextOffsets[0] = offset + Int64(events.count)
        return batch
    }

    private func run(
        _ batches: [InputBatch], _ options: PipelineOptions = PipelineOptions(),
        relatedInterval: Int64? = 60_000
    ) async throws -> (MemorySink, MemorySource, PipelineStatus) {
        let source = MemorySource(batches)
        let sink = MemorySink()
        var configuration = EngineConfiguration.otto3
        configuration.relatedIntervalMilliseconds = relatedInterval
        let pipeline = Pipeline(
            engine: Engine(configuration), source: source, sink: sink, options: options)
        try await pipeline.run()
        return (sink, source, pipeline.status.current)
    }

    @Test func `a record names its session, its event's time and where it came from`() async throws
    {
        let (sink, _, _) = try await run([
            batch([(1, 10), (1, 11)], from: 0), batch([(2, 10)], from: 2),
        ])
        #expect(
            sink.content.recommendations["2"]
                == #"{"session":2,"ts":1600000002000,"source":{"topic":"memory","partition":0,"#
                + #""offset":2},"clicks":[10,11],"carts":[10,11],"orders":[10,11]}"#)
    }

    @Test func `scores stand beside the lists when they are asked for`() async throws {
        var options = PipelineOptions()
        options.includeScores = true
        let (sink, _, _) = try await run([batch([(1, 10)], from: 0)], options)
        let value = try #require(sink.content.recommendations["1"])
        #expect(value.hasSuffix(#","scores":{"clicks":[2.5],"carts":[2.5],"orders":[2.5]}}"#))
    }

    @Test func `related items carry weight and lower bound for each matrix`() async throws {
        let (sink, _, _) = try await run([batch([(1, 10), (1, 11)], from: 0)])
        let value = try #require(sink.content.relatedItems["10"])
        #expect(value.hasPrefix(#"{"aid":10,"ts":1600000001000,"clicks":[{"aid":11,"weight":1"#))
        #expect(value.contains(#","at_least":1"#))
        #expect(value.hasSuffix(#","buy-to-buy":[]}"#))
    }

    @Test func `an item is published again only when its neighbours change, once in an interval`()
        async throws
    {
        // A second lies between two offsets.
        let (sink, _, status) = try await run(
            [
                batch([(1, 10), (1, 11)], from: 0), batch([(2, 10), (2, 11)], from: 100),
                batch([(4, 10), (4, 12)], from: 200),
            ], relatedInterval: 10_000)
        // Items 10 and 11 when time has moved on; nothing new at their next turn; 10 and 12 at
        // the end.
        #expect(sink.content.relatedItemCount == 4)
        #expect(status.relatedItems == 4)
        #expect(sink.content.relatedItems["10"]?.contains(#""aid":12"#) == true)
    }

    @Test func `string ids come out as they went in`() async throws {
        var batch = InputBatch()
        let session = batch.events.intern(#"s "1" \ ü"#)
        for (index, name) in ["sku-a", "sku-b"].enumerated() {
            let item = batch.events.intern(name)
            batch.events.append(
                Event(
                    session: session, item: item, timestamp: 1_600_000_000_000, type: .carts,
                    partition: 3, offset: 7 + Int64(index)))
        }
        let (sink, _, _) = try await run([batch])
        let value = try #require(sink.content.recommendations[#"s "1" \ ü"#])
        #expect(value.hasPrefix(#"{"session":"s \"1\" \\ ü","ts":1600000000000,"#))
        #expect(value.contains(#""clicks":["sku-b","sku-a"]"#))
    }

    @Test func `rejected records go to the sink, and are counted by reason`() async throws {
        var rejects = InputBatch()
        rejects.rejected = [
            RejectedRecord(
                position: SourcePosition(partition: 0, offset: 0), reason: .malformed, key: nil,
                payload: [1, 2])
        ]
        rejects.nextOffsets[0] = 1
        let (sink, source, status) = try await run([rejects, batch([(1, 1)], from: 1)])
        #expect(sink.content.rejected.count == 1)
        #expect(status.rejected == [.malformed: 1])
        #expect(status.events == 1)
        #expect(source.acknowledged.last == [0: 2])
    }

    @Test func `everything is flushed before it is acknowledged`() async throws {
        var options = PipelineOptions()
        options.elapsed = { .zero }
        let (sink, source, _) = try await run([batch([(1, 1)], from: 0)], options)
        #expect(sink.content.flushCount == 1)
        #expect(source.acknowledged == [[0: 1]])
    }

    @Test func `what metrics are made of is measured by the batch`() async throws {
        var options = PipelineOptions()
        options.timeOfDay = { 1_600_000_012_000 }
        let (_, _, status) = try await run(
            [batch([(1, 10), (1, 11)], from: 0), batch([(2, 10)], from: 2)], options)
        #expect(status.eventsByType[.clicks] == 3)
        #expect(status.batchSeconds.count == 2)
        // 12, 11 and 10 seconds old.
        #expect(status.eventToPublishSeconds.count == 3)
        #expect(status.eventToPublishSeconds.sum == 33)
        // There is no snapshot to wait for.
        #expect(status.snapshotPauseSeconds.count == 0)
    }

    @Test func `without the time of day no event has an age`() async throws {
        let (_, _, status) = try await run([batch([(1, 10)], from: 0)])
        #expect(status.eventToPublishSeconds.count == 0)
    }

    @Test func `totals begin where the state has left off`() async throws {
        let engine = Engine(.otto3)
        let sink = MemorySink()
        try await Pipeline(
            engine: engine, source: MemorySource([batch([(1, 10)], from: 0)]), sink: sink,
            options: PipelineOptions()
        ).run()
        let next = Pipeline(
            engine: engine, source: MemorySource([]), sink: sink, options: PipelineOptions())
        #expect(next.status.current.engine.sessions == 1)
        #expect(!next.status.current.isConsuming)
    }

    @Test func `counting alone publishes no lists`() async throws {
        var options = PipelineOptions()
        options.step.lists = .none
        let (sink, _, status) = try await run(
            [batch([(1, 1), (1, 2)], from: 0)], options, relatedInterval: nil)
        #expect(sink.content.recommendationCount == 0)
        #expect(status.engine.rowCounters.pairUpdates == 4)
    }
}
