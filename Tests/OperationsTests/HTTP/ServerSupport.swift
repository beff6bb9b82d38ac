import CovisitCore
import StreamPipeline
import WireFormats

@testable import Operations

extension HTTPOptions {
    /// A free port, long timeouts, and what `change` makes of them.
    static func with(_ change: (inout HTTPOptions) -> Void = { _ in }) -> HTTPOptions {
        var options = HTTPOptions()
        options.port = 0
        options.requestsPerSecondMax = 100_000
        options.idleTimeout = .seconds(10)
        options.queryTimeout = .seconds(20)
        change(&options)
        return options
    }
}

/// Runs `body` and its tasks beside the pool of threads, where they would wait behind other tests'
/// work at each step.
func onThreadOfItsOwn(_ body: () async throws -> Void) async throws {
    let thread = HTTPThread()
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await withTaskExecutorPreference(thread.executor, operation: body))
    } catch {
        outcome = .failure(error)
    }
    try await thread.end()
    try outcome.get()
}

/// A server whose questions nobody answers.
func server(_ options: HTTPOptions) -> OperationsServer {
    OperationsServer(
        options, queries: QueryDesk(waitingMax: 1), status: { .sample }, metrics: { "" })
}

/// Runs a server for as long as `body` takes.
func withServer(
    _ options: HTTPOptions = .with(), status: DaemonStatus = .sample,
    queries: QueryDesk = QueryDesk(waitingMax: 1), schema: EventSchema = EventSchema(),
    traffic: HTTPTraffic = HTTPTraffic(), _ body: (HTTPProbe) async throws -> Void
) async throws {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            let server = OperationsServer(
                options, schema: schema, queries: queries, traffic: traffic, status: { status },
                metrics: { "a_metric 1\n" }, onListening: { listening.yield($0) })
            try await server.run()
        }
        for await port in ports {
            try await body(HTTPProbe(port: port))
            break
        }
        group.cancelAll()
        try await group.waitForAll()
    }
}

/// Runs a server in front of a real pipeline that has taken these events, and waits for more.
func withEngine(
    _ events: EventBatch, _ options: HTTPOptions = .with(), schema: EventSchema = EventSchema(),
    traffic: HTTPTraffic = HTTPTraffic(), _ body: (HTTPProbe) async throws -> Void
) async throws {
    let desk = QueryDesk(waitingMax: 8)
    let source = OneBatchSource(events)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            let pipeline = Pipeline(
                engine: Engine(.otto3), source: source, sink: DiscardingSink(),
                options: PipelineOptions(), queries: desk)
            try await pipeline.run()
        }
        await source.waitUntilCounted()
        try await withServer(
            options, queries: desk, schema: schema, traffic: traffic, body)
        source.end()
        try await group.waitForAll()
    }
}

/// Hands out one batch, and then waits until it is ended.
private final class OneBatchSource: EventSource {
    let name = "one"
    private let batches: AsyncStream<InputBatch>
    private let giver: AsyncStream<InputBatch>.Continuation
    private let turns: AsyncStream<Void>
    private let teller: AsyncStream<Void>.Continuation

    init(_ events: EventBatch) {
        (batches, giver) = AsyncStream.makeStream(of: InputBatch.self)
        (turns, teller) = AsyncStream.makeStream(of: Void.self)
        var batch = InputBatch()
        batch.events = events
        batch.nextOffsets[0] = Int64(events.count)
        giver.yield(batch)
        giver.yield(InputBatch())
    }

    /// The third time it is asked the first batch has been counted.
    func waitUntilCounted() async {
        var count = 0
        for await _ in turns {
            count += 1
            if count == 3 { return }
        }
    }

    func end() { giver.finish() }

    func fill(_ batch: inout InputBatch) async throws -> Bool {
        teller.yield()
        for await next in batches {
            batch = next
            return true
        }
        batch = InputBatch()
        return false
    }

    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}
    func close() async {}
}

/// These tests look at answers, not at what is published.
private struct DiscardingSink: RecommendationSink {
    func publish(_ records: EncodedRecords) async throws {}
    func publish(rejected records: [RejectedRecord], from source: String) async throws {}
    func flush() async throws {}
    func close() async {}
}
