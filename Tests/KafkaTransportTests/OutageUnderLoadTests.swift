import CovisitCore
import Glibc
import KafkaTransport
import StreamPipeline
import Synchronization
import Testing

/// The whole pipeline on Kafka ports, and the broker gone in the middle of its input.
struct OutageUnderLoadTests {
    /// How long the broker is away; a minute by `COVISITD_TEST_OUTAGE_SECONDS=60`.
    private static var outage: Duration {
        let text = getenv("COVISITD_TEST_OUTAGE_SECONDS").map { String(cString: $0) }
        return .seconds(text.flatMap(Int.init) ?? 3)
    }

    private static let eventCount = 30_000

    @Test(.timeLimit(.minutes(5)))
    func `a broker that goes away under load and comes back costs nothing`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<Self.eventCount, sessionCount: 5_000)

        let source = try cluster.source()
        let sink = try cluster.sink()
        let engine = Engine(.otto3)
        let options = PipelineOptions()
        let pipeline = Pipeline(engine: engine, source: source, sink: sink, options: options)
        let status = pipeline.status
        let isOver = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while status.current.events == 0 { try await Task.sleep(for: .milliseconds(1)) }
                try await cluster.broker.goDown()
                try await Task.sleep(for: Self.outage)
                // Input or output is still outstanding: the broker went in the middle of the load.
                let outstanding = await sink.status().outstandingCount
                #expect(outstanding > 0 || status.current.events < Self.eventCount)
                try await cluster.broker.comeUp()
                while status.current.events < Self.eventCount {
                    try await Task.sleep(for: .milliseconds(10))
                }
                isOver.raise()
            }
            try await pipeline.run(isStopping: { isOver.isRaised })
            try await group.waitForAll()
        }

        let delivered = await sink.status()
        #expect(status.current.events == Self.eventCount)
        #expect(delivered.deliveredCount == status.current.recommendations)
        #expect(delivered.outstandingCount == 0)
        await sink.close()
        await source.close()

        // The state is that of a run without an outage.
        let undisturbed = Engine(.otto3)
        var batch = EventBatch()
        for item in 0..<Self.eventCount {
            batch.append(
                Event(
                    session: ExternalID(integer: Int64(item % 5_000)),
                    item: ExternalID(integer: Int64(item)), timestamp: 1_661_724_000_378,
                    type: .clicks, partition: 0, offset: Int64(item)))
        }
        undisturbed.step(batch)
        #expect(engine.digest() == undisturbed.digest())
        await cluster.broker.close()
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isRaised: Bool { state.withLock { $0 } }

    func raise() {
        state.withLock { $0 = true }
    }
}
