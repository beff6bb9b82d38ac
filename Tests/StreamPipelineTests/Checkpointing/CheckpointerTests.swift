import CovisitCore
import Synchronization
import Testing
import WireFormats

@testable import StreamPipeline

struct CheckpointerTests {
    private let engine = Engine(.otto3)
    private let store = MemoryStore()
    private let sink = SlowSink()

    private func checkpointer(
        durableSequence: UInt64 = 1, _ policy: CheckpointPolicy = CheckpointPolicy()
    ) -> Checkpointer {
        Checkpointer(
            store: store, policy: policy, engine: engine, durableSequence: durableSequence,
            now: .zero, notify: { _ in })
    }

    private func header(_ sequence: UInt64) -> SnapshotHeader {
        SnapshotHeader(
            topic: "events",
            partitions: [SnapshotPartition(partition: 0, nextOffset: Int64(sequence) * 10)],
            sequence: sequence, watermark: 0, eventCount: 0, configuration: [])
    }

    private func advance(
        _ checkpointer: Checkpointer, _ seconds: Int, sequence: UInt64
    ) async throws -> UInt64? {
        try await checkpointer.advance(engine, sink, eventCount: 0, now: .seconds(seconds)) {
            header(sequence)
        }?.sequence
    }

    @Test func `the first batch ever is written down at once`() async throws {
        sink.open()
        #expect(try await advance(checkpointer(durableSequence: 0), 0, sequence: 1) == 1)
        #expect(store.current.generations.count == 1)
        #expect(store.current.chunks.map(\.section.index) == Array(0..<StateSection.count))
    }

    @Test func `nothing is written before its time, nor when nothing is new`() async throws {
        sink.open()
        let checkpointer = checkpointer()
        #expect(try await advance(checkpointer, 59, sequence: 5) == nil)
        #expect(store.current.operations.isEmpty)
        #expect(try await advance(checkpointer, 60, sequence: 1) == nil)
        #expect(store.current.operations.isEmpty)
        #expect(try await advance(checkpointer, 61, sequence: 6) == 6)
    }

    @Test func `another policy holds from the next batch on`() async throws {
        sink.open()
        let checkpointer = checkpointer()
        #expect(try await advance(checkpointer, 10, sequence: 2) == nil)
        checkpointer.policy.interval = .seconds(5)
        #expect(try await advance(checkpointer, 11, sequence: 3) == 3)
    }

    @Test func `it is committed only when what was published before it is delivered`()
        async throws
    {
        let checkpointer = checkpointer()
        #expect(try await advance(checkpointer, 60, sequence: 2) == nil)
        #expect(try await advance(checkpointer, 61, sequence: 3) == nil)
        #expect(store.current.operations == ["begin 2", "append"])
        sink.open()
        #expect(try await advance(checkpointer, 62, sequence: 4) == 2)
        #expect(store.current.operations == ["begin 2", "append", "commit"])
    }

    @Test func `a failure lets nothing be acknowledged, and the next turn tries again`()
        async throws
    {
        sink.open()
        store.update { $0.failures = 1 }
        let checkpointer = checkpointer()
        #expect(try await advance(checkpointer, 60, sequence: 2) == nil)
        #expect(checkpointer.status.failedCount == 1)
        #expect(checkpointer.status.failure == "no space left on device")
        #expect(try await advance(checkpointer, 61, sequence: 3) == nil)
        #expect(try await advance(checkpointer, 120, sequence: 4) == 4)
        #expect(checkpointer.status.failure == nil)
        #expect(checkpointer.status.writtenCount == 1)
    }

    @Test func `a store that fails early ends the capture`() async throws {
        let checkpointer = checkpointer()
        store.update { $0.queuedByteCount = .max }
        #expect(try await advance(checkpointer, 60, sequence: 2) == nil)
        store.update { $0.outcome = .failed("input/output error") }
        #expect(try await advance(checkpointer, 61, sequence: 3) == nil)
        store.update { $0.queuedByteCount = 0 }
        sink.open()
        #expect(try await advance(checkpointer, 121, sequence: 4) == 4)
    }

    @Test func `a capture that would have to put too much aside is given up, and said`()
        async throws
    {
        var policy = CheckpointPolicy()
        policy.capturedBytesMax = 64 << 10
        let checkpointer = checkpointer(policy)
        sink.open()
        take(visits: 0..<20_000)
        // A disk that takes nothing.
        store.update { $0.queuedByteCount = .max }
        #expect(try await advance(checkpointer, 60, sequence: 2) == nil)
        take(visits: 0..<20_000)
        #expect(engine.captureByteCount > policy.capturedBytesMax)
        #expect(try await advance(checkpointer, 61, sequence: 3) == nil)
        #expect(engine.captureByteCount < policy.capturedBytesMax)
        #expect(store.current.operations.last == "abandon")
        #expect(checkpointer.status.failedCount == 1)
        #expect(checkpointer.status.failure?.contains("snapshots.memory_bytes") == true)
        #expect(!checkpointer.status.isWriting)
        store.update { $0.queuedByteCount = 0 }
        var durable: UInt64?
        for second in 121..<400 where durable == nil {
            durable = try await advance(checkpointer, second, sequence: 4)
        }
        #expect(durable == 4)
        #expect(checkpointer.status.failure == nil)
    }

    /// Sessions of ten items, as they come.
    private func take(visits: Range<Int64>) {
        var batch = EventBatch()
        for index in visits {
            batch.append(
                Event(
                    session: ExternalID(integer: index / 10),
                    item: ExternalID(integer: index % 997), timestamp: 1_600_000_000_000 + index,
                    type: .clicks, partition: 0, offset: index))
        }
        engine.step(batch, lists: false)
    }

    @Test func `an orderly end writes the state as it is, after everything is delivered`()
        async throws
    {
        let checkpointer = checkpointer()
        #expect(try await advance(checkpointer, 60, sequence: 2) == nil)
        let last = try await checkpointer.finish(
            engine, sink, now: { .seconds(61) }, header: header(9))
        #expect(last?.sequence == 9)
        #expect(store.current.generations.map(\.header.sequence) == [2, 9])
        #expect(sink.operations.withLock { $0 } == ["mark", "flush"])
        let nothing = try await checkpointer.finish(
            engine, sink, now: { .seconds(62) }, header: header(9))
        #expect(nothing == nil)
    }
}
