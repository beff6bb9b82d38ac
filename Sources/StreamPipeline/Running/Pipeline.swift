package import CovisitCore
import WireFormats

/// What a pipeline does besides counting.
package struct PipelineOptions: Sendable {
    /// Tasks that run the shards of a phase.
    package var workers = 2
    /// Whether lists are made and published; otherwise events are only counted.
    package var lists = true
    package var includeScores = false
    /// Least event time between two records of the same item, in milliseconds; nil: related
    /// items are not published.
    package var relatedItemsInterval: Int64? = 60_000
    /// How often the source is told what is delivered, in wall-clock time.
    package var acknowledgeInterval = Duration.seconds(5)

    package init() {}
}

/// The loop: take a batch, step the engine, publish, acknowledge. Live, replay and simulation
/// run this same loop; only the ports differ.
///
/// The next batch is fetched while the current one is computed. Used by one task; its status may
/// be read by any.
package final class Pipeline {
    private let engine: Engine
    private let source: any EventSource
    private let sink: any RecommendationSink
    private let options: PipelineOptions
    private let driver: ShardDriver
    private let encoder: OutputEncoder
    private let heartbeat: @Sendable () -> Void
    package let status: StatusBoard

    private let clock = ContinuousClock()
    private var lastAcknowledged: ContinuousClock.Instant
    private var lastStatistics: ContinuousClock.Instant?
    private var unacknowledged: [Int32: Int64] = [:]
    private var nextRelated: Int64 = 0

    /// `heartbeat` is called after every batch and every idle poll: real progress.
    package init(
        engine: Engine, source: any EventSource, sink: any RecommendationSink,
        options: PipelineOptions, status: StatusBoard = StatusBoard(),
        heartbeat: @escaping @Sendable () -> Void = {}
    ) {
        self.engine = engine
        self.source = source
        self.sink = sink
        self.options = options
        self.status = status
        self.heartbeat = heartbeat
        driver = ShardDriver(workers: options.workers)
        encoder = OutputEncoder(
            topic: source.name, includeScores: options.includeScores,
            configuration: engine.configuration)
        lastAcknowledged = clock.now
    }

    /// Runs until the input ends or `isStopping` says so, and delivers everything computed by
    /// then. The ports are left open.
    package func run(isStopping: @Sendable () -> Bool = { false }) async throws {
        let source = self.source
        var (batch, more) = try await Self.fetch(from: source)
        while true {
            if isStopping() || !more {
                try await process(batch)
                break
            }
            async let fetched = Self.fetch(from: source)
            try await process(batch)
            heartbeat()
            (batch, more) = try await fetched
        }
        // A daemon that is told to stop does not wait for every item's turn.
        if !more { try await publishRelated(all: true) }
        try await acknowledge()
        reportStatistics()
        status.update { $0.isConsuming = false }
    }

    private static func fetch(from source: any EventSource) async throws -> (InputBatch, Bool) {
        var batch = InputBatch()
        let more = try await source.fill(&batch)
        return (batch, more)
    }

    private func process(_ batch: InputBatch) async throws {
        if batch.recordCount > 0 {
            let arrival = clock.now
            if !batch.rejected.isEmpty {
                try await sink.publish(rejected: batch.rejected, from: source.name)
            }
            var published = 0
            try await driver.step(engine, batch.events, lists: options.lists) { step in
                guard options.lists else { return }
                for block in await encoder.encode(step, helpers: step.workers)
                where !block.records.isEmpty {
                    published += block.records.count
                    try await sink.publish(block)
                }
            }
            try await publishRelated(all: false)
            unacknowledged.merge(batch.nextOffsets) { _, new in new }
            report(batch, published: published, seconds: (clock.now - arrival) / .seconds(1))
        }
        if clock.now - lastAcknowledged >= options.acknowledgeInterval { try await acknowledge() }
        if lastStatistics.map({ clock.now - $0 >= .seconds(1) }) ?? true { reportStatistics() }
    }

    /// Looks for items to publish anew once in a sixteenth of the interval.
    private func publishRelated(all: Bool) async throws {
        guard let interval = options.relatedItemsInterval else { return }
        guard all || engine.watermark >= nextRelated else { return }
        nextRelated = engine.watermark + interval / 16
        let blocks = await encoder.encode(
            engine.related, interval: interval, all: all, helpers: driver.workers)
        for block in blocks where !block.records.isEmpty {
            try await sink.publish(block)
            status.update { $0.relatedItems += block.records.count }
        }
    }

    /// Tells the source how far everything is delivered.
    private func acknowledge() async throws {
        lastAcknowledged = clock.now
        try await sink.flush()
        if unacknowledged.isEmpty { return }
        try await source.acknowledge(unacknowledged)
        unacknowledged.removeAll(keepingCapacity: true)
    }

    private func report(_ batch: InputBatch, published: Int, seconds: Double) {
        status.update { status in
            status.isConsuming = true
            status.batches += 1
            status.events += batch.events.count
            for record in batch.rejected { status.rejected[record.reason, default: 0] += 1 }
            status.recommendations += published
            status.payloadByteCount += batch.payloadByteCount
            status.nextOffsets.merge(batch.nextOffsets) { _, new in new }
            status.lastBatchSeconds = seconds
        }
    }

    private func reportStatistics() {
        lastStatistics = clock.now
        let statistics = engine.statistics()
        status.update {
            $0.engine = statistics
            $0.isConsuming = true
        }
    }
}
