import CovisitCore
import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

struct `Reading the events topic` {
    @Test func `events of a partition come in their order and once`() async throws {
        let cluster = try await Cluster(partitionCount: 3)
        try await cluster.play(0..<5_000, sessionCount: 50)
        let source = try cluster.source()

        let batches = try await source.take(5_000)

        #expect(batches.items.sorted() == Array(0..<5_000))
        for partition in Int32(0)..<3 {
            let offsets = batches.flatMap { batch in
                batch.events.events.filter { $0.partition == partition }.map(\.offset)
            }
            #expect(offsets == Array(0..<Int64(offsets.count)))
        }
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a batch names the next offsets and keeps its limits`() async throws {
        var cluster = try await Cluster()
        cluster.settings.batchEventsMax = 7
        try await cluster.play(0..<20)
        let source = try cluster.source()

        let batches = try await source.take(20)

        var nextOffset: Int64 = 0
        for batch in batches where batch.recordCount > 0 {
            #expect(batch.recordCount <= 7)
            nextOffset += Int64(batch.recordCount)
            #expect(batch.nextOffsets == [0: nextOffset])
            #expect(batch.payloadByteCount > 50 * batch.recordCount)
        }
        await source.close()
        await cluster.broker.close()
    }

    @Test func `what is no event is handed over with its bytes`() async throws {
        let cluster = try await Cluster()
        try await cluster.play([
            (nil, Array("{".utf8)), (Array("key".utf8), nil), (Array("".utf8), Array("".utf8)),
            (nil, Array(event(session: 1, item: 2).utf8)),
        ])
        let source = try cluster.source()

        let batches = try await source.take(4)

        let rejected = batches.flatMap(\.rejected)
        #expect(rejected.map(\.position.offset) == [0, 1, 2])
        #expect(rejected.map(\.reason) == [.malformed, .tombstone, .empty])
        #expect(rejected.map(\.key) == [nil, Array("key".utf8), []])
        #expect(rejected.map(\.payload) == [Array("{".utf8), nil, []])
        #expect(batches.items == [2])
        await source.close()
        await cluster.broker.close()
    }

    @Test func `acknowledged offsets are committed and shown with the lag`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        let source = try cluster.source()
        _ = try await source.take(10)
        try await source.acknowledge([0: 10])

        var committed: Int64?
        try await source.fillWhile { _ in
            committed == nil
        } checking: {
            committed = await source.status().partitions.first?.committedOffset
        }

        let status = await source.status()
        #expect(committed == 10)
        #expect(status.partitions.map(\.nextOffset) == [10])
        #expect(status.partitions.map(\.lag) == [0])
        #expect(status.assignmentCount == 1)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `the clock is read once a batch and decides about the future`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<3)
        let source = try KafkaEventSource(
            settings: cluster.settings, schema: EventSchema(), clock: { 1_600_000_000_000 })

        let batches = try await source.take(3)

        #expect(batches.flatMap(\.rejected).map(\.reason) == [.tooNew, .tooNew, .tooNew])
        await source.close()
        await cluster.broker.close()
    }
}

extension KafkaEventSource {
    /// As `fillWhile`, with something to look at before each decision.
    fileprivate func fillWhile(
        _ wantsMore: (InputBatch) throws -> Bool, checking look: () async -> Void
    ) async throws {
        var batch = InputBatch()
        let deadline = ContinuousClock.now + .seconds(30)
        repeat {
            _ = try await fill(&batch)
            await look()
        } while try wantsMore(batch) && ContinuousClock.now < deadline
    }
}
