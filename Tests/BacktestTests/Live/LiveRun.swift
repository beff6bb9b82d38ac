import CovisitCore
import StreamPipeline
import Synchronization

@testable import Backtest

/// A feed that went through the daemon's pipeline, with the live scorer looking on.
struct LiveRun {
    let figures: QualityFigures
    let digest: UInt64
    /// Values of the published lists, in order.
    let published: [[UInt8]]

    init(
        _ feed: TestFeed, _ configuration: EngineConfiguration = .otto3, workers: Int,
        batchesOf size: Int, share: Double = 1, sessionsMax: Int = 100_000,
        windows: [Int64] = []
    ) async throws {
        var quality = LiveQualityOptions()
        quality.share = share
        quality.sessionsMax = sessionsMax
        quality.windows = windows
        let engine = Engine(configuration)
        let scorer = LiveScorer(quality, configuration)
        var options = PipelineOptions()
        options.workers = workers
        options.step.judged = quality.sample
        let sink = KeepingSink()
        let pipeline = Pipeline(
            engine: engine, source: RebatchedSource(feed, size), sink: sink, options: options,
            observe: scorer.observe)
        try await pipeline.run()
        figures = scorer.board.figures
        digest = engine.digest()
        published = sink.values
    }
}

/// A feed in batches of another size.
private actor RebatchedSource: EventSource {
    nonisolated let name = "events"
    private var events = EventBatch()
    private let size: Int
    private var next = 0

    init(_ feed: TestFeed, _ size: Int) {
        self.size = size
        for batch in feed.batches {
            for event in batch.events { events.append(event, from: batch.arena) }
        }
    }

    func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        guard next < events.count else { return false }
        let end = min(next + size, events.count)
        for event in events.events[next..<end] { batch.events.append(event, from: events.arena) }
        batch.nextOffsets[0] = Int64(end)
        next = end
        return true
    }

    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}
    func close() async {}
}

private final class KeepingSink: RecommendationSink {
    private let kept = Mutex<[[UInt8]]>([])

    var values: [[UInt8]] { kept.withLock { $0 } }

    func publish(_ block: EncodedRecords) async throws {
        let values = block.records.map { Array(block.bytes[$0.valueRange]) }
        kept.withLock { $0 += values }
    }

    func publish(rejected records: [RejectedRecord], from source: String) async throws {}
    func flush() async throws {}
    func close() async {}
}
