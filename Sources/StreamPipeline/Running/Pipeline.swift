package import CovisitCore
import WireFormats

/// What a pipeline does besides counting.
package struct PipelineOptions: Sendable {
    /// Tasks that run the shards of a phase.
    package var workers = 2
    /// Whose lists are made, and whether events are learnt from.
    package var step = StepOptions()
    /// Whether what is made is encoded and handed to the sink.
    package var publishes = true
    package var includeScores = false
    /// How often the source is told what is delivered where no snapshots are written.
    package var acknowledgeInterval = Duration.seconds(5)
    package var checkpoints = CheckpointPolicy()
    /// Where the policy may change while the loop runs; it stands for `checkpoints` then.
    package var pace: CheckpointPace?
    /// Time since some moment, never going back; decides only when to acknowledge and to write
    /// the state down.
    package var elapsed: @Sendable () -> Duration
    /// Milliseconds since 1970, to tell how old events are when their lists are out; nothing else
    /// depends on it. nil where events are not of today.
    package var timeOfDay: (@Sendable () -> Int64)?

    package init() {
        let start = ContinuousClock.now
        elapsed = { ContinuousClock.now - start }
    }
}

/// The loop: take a batch, step the engine, publish, write the state down. Live, replay and
/// simulation run this same loop; only the ports differ.
///
/// The next batch is fetched while the current one is computed. Used by one task; its status may
/// be read by any.
package final class Pipeline {
    private static let shardsAtOnce = 16

    private let engine: Engine
    private let source: any EventSource
    private let intake: Intake
    private let sink: any RecommendationSink
    private let options: PipelineOptions
    private let driver: ShardDriver
    private let encoder: OutputEncoder
    private let checkpointer: Checkpointer?
    private let clerk: QueryClerk?
    private let heartbeat: @Sendable () -> Void
    private let observe: (EngineStep) -> Void
    package let status: StatusBoard

    private var progress: StateProgress
    private var unacknowledged: [Int32: Int64] = [:]
    private var lastAcknowledged: Duration
    private var lastStatistics: Duration?

    /// - Parameters:
    ///   - engine: as it was restored, `durability.start` saying from what.
    ///   - queries: where questions to the engine wait; its loop answers them between batches, and
    ///     at once while it waits for input.
    ///   - heartbeat: called after every batch and every idle poll: real progress.
    ///   - observe: sees every step once its lists are made, before they are published.
    package init(
        engine: Engine, source: any EventSource, sink: any RecommendationSink,
        durability: Durability = Durability(), options: PipelineOptions,
        status: StatusBoard = StatusBoard(), queries: QueryDesk? = nil,
        notify: @escaping PipelineNoticeHandler = { _ in },
        heartbeat: @escaping @Sendable () -> Void = {},
        observe: @escaping (EngineStep) -> Void = { _ in }
    ) {
        self.engine = engine
        self.source = source
        self.sink = sink
        self.options = options
        self.status = status
        self.heartbeat = heartbeat
        self.observe = observe
        intake = Intake(source: source, durability, notify: notify)
        driver = ShardDriver(workers: options.workers)
        encoder = OutputEncoder(
            topic: source.name, includeScores: options.includeScores,
            configuration: engine.configuration)
        clerk = queries.map { QueryClerk($0, engine, elapsed: options.elapsed) }
        progress = StateProgress(durability.start)
        let now = options.elapsed()
        lastAcknowledged = now
        checkpointer = durability.store.map {
            Checkpointer(
                store: $0, policy: options.checkpoints, engine: engine,
                durableSequence: durability.start.sequence, now: now, notify: notify)
        }
        // Totals begin where the restored state has left off, not with a leap at the first batch.
        let statistics = engine.statistics()
        status.update { $0.engine = statistics }
    }

    /// Runs until the input ends or `isStopping` says so; everything computed by then is
    /// delivered, and the state written down. The ports are left open.
    package func run(isStopping: @Sendable () -> Bool = { false }) async throws {
        defer { clerk?.desk.close() }
        let intake = self.intake
        let desk = clerk?.desk
        var batch = try await intake.next()
        while true {
            if isStopping() || !batch.more {
                try await process(batch)
                break
            }
            desk?.beginFetching()
            async let fetched = Self.fetch(from: intake, telling: desk)
            try await process(batch)
            heartbeat()
            await clerk?.serveUntilBatch()
            batch = try await fetched
        }
        // A daemon that is told to stop does not wait for every item's turn.
        if !batch.more { try await publish(engine.relatedRemaining()) }
        try await finish()
        reportStatistics()
        status.update { $0.isConsuming = false }
    }

    private static func fetch(
        from intake: Intake, telling desk: QueryDesk?
    ) async throws -> IntakeBatch {
        defer { desk?.endFetching() }
        return try await intake.next()
    }

    private func process(_ batch: IntakeBatch) async throws {
        let content = batch.content
        let arrival = options.elapsed()
        if !content.nextOffsets.isEmpty || content.recordCount > 0 {
            if !content.rejected.isEmpty {
                try await sink.publish(rejected: content.rejected, from: source.name)
            }
            let published = try await step(content.events)
            clerk?.look(at: content.events)
            progress.take(batch)
            unacknowledged.merge(content.nextOffsets) { _, new in new }
            report(
                batch, published: published, seconds: (options.elapsed() - arrival) / .seconds(1))
        }
        try await checkpoint(after: content)
        let now = options.elapsed()
        if lastStatistics.map({ now - $0 >= .seconds(1) }) ?? true { reportStatistics() }
    }

    private func step(_ events: EventBatch) async throws -> Int {
        var published = 0
        try await driver.step(engine, events, options: options.step) { step in
            observe(step)
            if options.publishes, options.step.lists != .none {
                published += try await publish(step)
            }
            if let due = engine.relatedDue() { try await publish(due) }
        }
        return published
    }

    /// A few shards at a time: a step's lists may take tens of MiB, which the cache does not hold.
    private func publish(_ step: EngineStep) async throws -> Int {
        var count = 0
        for first in stride(from: 0, to: Engine.shardCount, by: Self.shardsAtOnce) {
            let shards = first..<(first + Self.shardsAtOnce)
            for block in await encoder.encode(step, shards: shards, helpers: step.workers)
            where !block.records.isEmpty {
                count += block.records.count
                try await sink.publish(block)
            }
        }
        return count
    }

    /// A few pieces at a time: half a million items may be due at once.
    private func publish(_ related: RelatedQuery) async throws {
        let atOnce = driver.workers * 2
        for first in stride(from: 0, to: related.pieces.count, by: atOnce) {
            let pieces = related.pieces[first..<min(first + atOnce, related.pieces.count)]
            for block in await encoder.encode(pieces, of: related, helpers: driver.workers)
            where !block.records.isEmpty {
                try await sink.publish(block)
                status.update { $0.relatedItems += block.records.count }
            }
        }
    }
}

// MARK: - Writing down

extension Pipeline {
    /// Captures a little of the state if its turn has come; tells the source how far it may
    /// forget.
    private func checkpoint(after batch: InputBatch) async throws {
        let now = options.elapsed()
        guard let checkpointer else {
            if now - lastAcknowledged >= options.acknowledgeInterval { try await acknowledge(now) }
            return
        }
        if let pace = options.pace { checkpointer.policy = pace.policy }
        if !batch.resets.isEmpty { checkpointer.hurry() }
        let wasWriting = checkpointer.status.isWriting
        let durable = try await checkpointer.advance(
            engine, sink, eventCount: batch.events.count, now: now, header: header)
        let pause = wasWriting || checkpointer.status.isWriting ? options.elapsed() - now : nil
        if let durable { try await source.acknowledge(durable.nextOffsets) }
        status.update { status in
            status.snapshots = checkpointer.status
            if let pause { status.snapshotPauseSeconds.record(pause / .seconds(1)) }
        }
    }

    private func finish() async throws {
        guard let checkpointer else { return try await acknowledge(options.elapsed()) }
        let durable = try await checkpointer.finish(
            engine, sink, now: options.elapsed, header: header())
        if let durable { try await source.acknowledge(durable.nextOffsets) }
        status.update { $0.snapshots = checkpointer.status }
    }

    /// Without snapshots: tells the source how far everything is delivered.
    private func acknowledge(_ now: Duration) async throws {
        lastAcknowledged = now
        try await sink.flush()
        if unacknowledged.isEmpty { return }
        try await source.acknowledge(unacknowledged)
        unacknowledged.removeAll(keepingCapacity: true)
    }

    private func header() -> SnapshotHeader {
        progress.header(topic: source.name, engine: engine)
    }
}

// MARK: - Reporting

extension Pipeline {
    private func report(_ batch: IntakeBatch, published: Int, seconds: Double) {
        let content = batch.content
        let timeOfDay = options.timeOfDay?()
        status.update { status in
            status.isConsuming = true
            status.batches += 1
            status.events += content.events.count
            status.eventsByType.count(content.events)
            status.batchSeconds.record(seconds)
            if let timeOfDay {
                status.eventToPublishSeconds.record(agesOf: content.events, at: timeOfDay)
            }
            for record in content.rejected { status.rejected[record.reason, default: 0] += 1 }
            status.repeatedRecords += batch.repeatedCount
            status.recommendations += published
            status.payloadByteCount += content.payloadByteCount
            status.nextOffsets.merge(content.nextOffsets) { _, new in new }
            status.lastBatchSeconds = seconds
        }
    }

    private func reportStatistics() {
        lastStatistics = options.elapsed()
        let statistics = engine.statistics()
        status.update {
            $0.engine = statistics
            $0.isConsuming = true
        }
    }
}
