internal import ArgumentParser
internal import CovisitCore
internal import FoundationEssentials
internal import Glibc
internal import KafkaTransport
internal import Settings
internal import Storage
internal import StreamPipeline
internal import SystemPackage

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run recorded events through the same pipeline as the daemon.",
        discussion: """
            Reads JSON lines of events, or OTTO's one session a line; plain, gzip or zstd, told \
            apart by content. Writes what would have been published, one JSON value a line. \
            Kafka is not needed, and nothing is committed anywhere.
            """)

    @OptionGroup var settings: SettingsOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Recordings, read in this order.", valueName: "file"))
    var input: [String]

    @Option(
        help: ArgumentHelp(
            "A snapshot directory whose order journal says in which order partitions were read; "
                + "the input is then one file for each partition, 0 first.",
            valueName: "directory"))
    var journal: String?

    @Option(help: "Where recommendations go; - is the standard output.")
    var output: String?

    @Option(help: "Where related items go; without it, none are made.")
    var related: String?

    @Option(
        help:
            "Where the JSON report goes, - for standard output; otherwise a summary on standard error."
    )
    var report: String?

    @Option(help: "Worker threads; results do not depend on it.")
    var workers: Int?

    @Option(help: "Most events of a batch; results do not depend on it.")
    var batchMaxEvents: Int?

    @Flag(help: "Count only: make no lists, publish nothing.")
    var noLists = false

    @Option(help: "Stop after this many events.")
    var limit: Int?

    func validate() throws {
        if input.isEmpty { throw ValidationError("--input needs at least one file") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
        if limit != nil, journal != nil {
            throw ValidationError("--limit and --journal do not go together")
        }
    }

    mutating func run() async throws {
        let command = self
        try await reporting {
            var own: [String] = []
            if let workers = command.workers { own.append("workers=\(workers)") }
            if let count = command.batchMaxEvents { own.append("batch.max_events=\(count)") }
            let settings = try command.settings.load(own)
            try await command.replay(settings)
        }
    }

    @concurrent
    private func replay(_ settings: DaemonSettings) async throws {
        let (source, progress, durability) = try makeSource(settings)
        let sink = try makeSink()
        var configuration = settings.engineWithRelatedItems
        if related == nil || noLists { configuration.relatedIntervalMilliseconds = nil }
        let engine = Engine(configuration)
        var options = PipelineOptions(settings)
        options.step.lists = noLists ? .none : .newest
        let board = StatusBoard()
        let pipeline = Pipeline(
            engine: engine, source: source, sink: sink, durability: durability, options: options,
            status: board, notify: { Self.report($0) })

        let start = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { group in
            if isatty(2) == 1 {
                group.addTask { await ProgressBar(progress, board).run() }
            }
            try await pipeline.run()
            group.cancelAll()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        await sink.close()
        let plan = ProcessMemoryPlan(settings, configuration, isLive: false)
        let report = RunReport(engine, board.current, plan, seconds: seconds)
        if let path = self.report {
            try report.write(to: path)
        } else {
            writeError(report.summary)
        }
    }

    /// Files one after the other, or one for each partition in the order of a journal.
    private func makeSource(
        _ settings: DaemonSettings
    ) throws -> (any EventSource, [RecordingProgress], Durability) {
        let files = input.map { FilePath($0) }
        let name = settings.kafka.eventsTopic
        let now = wallClockMilliseconds()
        let clock = BatchClock { now }
        var durability = Durability()
        durability.schema = settings.schema
        durability.clock = clock
        guard let journal else {
            let source = try RecordedEventSource(
                files: files, schema: settings.schema, name: name,
                batchEventsMax: settings.kafka.batchEventsMax, limit: limit, clock: clock.read)
            return (source, [source.progress], durability)
        }
        let directory = try SnapshotDirectory(FilePath(journal), isWritten: false)
        let order = try directory.journal(after: 0)
        if let damage = order.damage { throw IncompleteJournal(path: journal, cause: damage) }
        durability.start.order = order.records
        let source = try PartitionedRecordingSource(
            files: files, schema: settings.schema, name: name,
            batchEventsMax: settings.kafka.batchEventsMax, clock: clock.read)
        return (source, source.progress, durability)
    }

    private static func report(_ notice: PipelineNotice) {
        switch notice {
        case .orderUnfinished(let batches):
            writeError(
                "covisitd: the input ends before the journal: \(batches) batches are missing")
        default: break
        }
    }

    private func makeSink() throws -> any RecommendationSink {
        guard output != nil || related != nil else { return DiscardingSink() }
        return try RecommendationFileSink(
            recommendations: output.map { FilePath($0) } ?? "/dev/null",
            relatedItems: related.map { FilePath($0) })
    }
}

/// A journal that does not begin with the first batch, or is damaged.
struct IncompleteJournal: Error, CustomStringConvertible {
    let path: String
    let cause: String

    var description: String {
        "the order journal in \(path) is not complete: \(cause). It stays complete where the "
            + "daemon ran with snapshots.keep_journal"
    }
}
