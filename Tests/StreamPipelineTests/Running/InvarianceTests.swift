import CovisitCore
import StreamPipeline
import Testing

struct InvarianceTests {
    private struct Outcome: Equatable {
        var digest: UInt64
        var recommendations: [String: String]
    }

    private func run(workers: Int, batch: Int) async throws -> Outcome {
        let engine = Engine(.otto3)
        let sink = MemorySink()
        var options = PipelineOptions()
        options.workers = workers
        options.includeScores = true
        let source = try RealFeed.source(RealFeed.rees46, batchEventsMax: batch)
        let pipeline = Pipeline(engine: engine, source: source, sink: sink, options: options)
        try await pipeline.run()
        #expect(pipeline.status.current.events == 17_435)
        return Outcome(
            digest: engine.digest(), recommendations: sink.content.recommendations)
    }

    @Test func `a real feed leaves the same state and lists, for any workers and any batches`()
        async throws
    {
        let expected = try await run(workers: 1, batch: 4_096)
        #expect(expected.recommendations.count == 5_067)
        for (workers, batch) in [(1, 1), (2, 7), (8, 512), (2, 512), (2, 4_096), (8, 4_096)] {
            let outcome = try await run(workers: workers, batch: batch)
            #expect(outcome == expected, "\(workers) workers, batches of \(batch)")
        }
    }
}
