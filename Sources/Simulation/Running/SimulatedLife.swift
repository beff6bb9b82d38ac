import CovisitCore
import Storage
import StreamPipeline
import WireFormats

/// One life of the process: the production recovery, then the production pipeline, until the
/// input ends, it is told to stop, or something ends it.
struct SimulatedLife {
    enum End {
        case finished(Engine)
        case crashed
        /// The process gave up, which it says why.
        case gaveUp(any Error)
    }

    let world: SimulatedWorld
    let number: Int
    var crashAfter = Int.max
    /// What the machine goes down in; "": in anything.
    var crashIn = ""
    var faults = DiskFaults.none
    var source: SourceHabits
    var sink: SinkHabits

    func run() async -> End {
        world.machine.begin(life: number, crashAfter: crashAfter, crashIn: crashIn)
        world.disk.begin(faults)
        let sink = SimulatedSink(world.machine, world.topics, self.sink)
        defer {
            sink.abandon()
            world.chronicle.end(life: number)
        }
        do {
            let engine = try await run(sink)
            return world.machine.isDown ? .crashed : .finished(engine)
        } catch {
            world.machine.note("life \(number) ends: \(error)")
            return world.machine.isDown ? .crashed : .gaveUp(error)
        }
    }

    private func run(_ sink: SimulatedSink) async throws -> Engine {
        let plan = world.plan
        let directory = try SnapshotDirectory(SimulatedWorld.directory, on: world.disk)
        let recovered = try await directory.recover(plan.engine, workers: 1) { notice in
            world.machine.note("\(notice)")
        }
        let engine = recovered.engine
        note(recovered)
        let journal = try SimulatedJournal(directory, plan, world.machine, world.chronicle)
        var durability = Durability()
        durability.store = SimulatedSnapshotStore(directory, world, journal)
        durability.journal = journal
        durability.start = recovered.start
        let broker = world.broker
        durability.clock = BatchClock { broker.clock }
        let source = SimulatedEventSource(
            world.machine, world.broker, self.source, start: recovered.start.partitions,
            clock: durability.clock, onAcknowledge: { [world] in world.checkAcknowledged($0) })
        let pipeline = Pipeline(
            engine: engine, source: source, sink: sink, durability: durability,
            options: options,
            notify: { [machine = world.machine] notice in
                machine.note(notice.traced)
                if notice.isRare { machine.crashSoon() }
            })
        try await pipeline.run { source.silentPolls > 12 }
        if plan.keepsOrder, !world.machine.isDown {
            let reason = journal.status.restingBecause
            world.findings.expect(reason == nil, "the journal rests: \(reason ?? "")")
        }
        return engine
    }

    private var options: PipelineOptions {
        var options = PipelineOptions()
        options.workers = world.plan.workers
        options.includeScores = world.plan.includeScores
        options.checkpoints = world.plan.checkpoints
        options.elapsed = { [machine = world.machine] in machine.elapsed }
        return options
    }

    /// Tells the chronicle which of the states that were captured this is.
    private func note(_ recovered: RecoveredState) {
        let hash: UInt64? = recovered.snapshot.map { _ in
            recovered.engine.beginCapture()
            var hash = [].hashed()
            while let chunk = recovered.engine.takeChunk() { hash = chunk.bytes.hashed(hash) }
            return hash
        }
        world.chronicle.begin(
            state: hash, header: recovered.snapshot?.header, order: recovered.start.order)
        world.machine.note(
            "recovered \(recovered.start.sequence) and \(recovered.start.order.count) batches")
    }
}

extension PipelineNotice {
    /// Without what a real clock has measured.
    fileprivate var traced: String {
        if case .snapshotWritten(let facts) = self { return "snapshot \(facts.sequence) written" }
        return "\(self)"
    }

    /// The past was given up: what comes next is seldom seen by chance.
    fileprivate var isRare: Bool {
        switch self {
        case .orderAbandoned, .orderUnfinished: true
        default: false
        }
    }
}
