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
            Reads JSON lines of events, or OTTO's one session a line, plain, gzip or zstd, and \
            recordings of topics as record makes them, told apart by content; or a topic, with \
            --input kafka:TOPIC. Writes what would have been published, one JSON value a line. \
            Nothing is committed anywhere.
            """)

    @OptionGroup var settings: SettingsOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Recordings, read in this order; or kafka:TOPIC.", valueName: "file"))
    var input: [String]

    @OptionGroup var bounds: BoundOptions

    @Option(
        help: "How fast event time goes by: max, realtime, or so many times faster, as 10x.")
    var speed = ReplaySpeed.max

    @Option(
        help: ArgumentHelp(
            "A snapshot directory whose order journal says in which order partitions were read; "
                + "the input is then a topic, or one file for each partition, 0 first.",
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
        try ReplayInput.checkInput(input)
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
        let input = try ReplayInput(
            .init(input: input, bounds: bounds, journal: journal, limit: limit), settings)
        var source = input.source
        if case .times(let factor) = speed {
            source = PacedEventSource(
                source, factor: factor, keepsBatches: input.hasDaemonBatches)
        }
        let sink = try makeSink()
        var configuration = settings.engineWithRelatedItems
        // Where a live run is repeated they are made all the same: when they are due decides how a
        // batch is cut into lists.
        let makesRelated = related != nil || input.hasDaemonBatches
        if noLists || !makesRelated { configuration.relatedIntervalMilliseconds = nil }
        let engine = Engine(configuration)
        var options = PipelineOptions(settings)
        options.step.lists = noLists ? .none : .newest
        let board = StatusBoard()
        // Without lists there is nothing to judge.
        let live = noLists ? nil : LiveQuality.make(settings)
        let pipeline = Pipeline(
            engine: engine, source: source, sink: sink, durability: input.durability,
            options: options,
            status: board, notify: { Self.report($0) }, observe: live?.observe ?? { _ in })

        let start = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { group in
            if isatty(2) == 1 {
                let bar = ProgressBar(input.progress, unit: "events") { board.current.events }
                group.addTask { await bar.run() }
            }
            try await pipeline.run()
            group.cancelAll()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        await sink.close()
        await source.close()
        let plan = ProcessMemoryPlan(settings, configuration, isLive: false)
        let report = RunReport(
            engine, board.current, plan, live?.quality.status, seconds: seconds)
        if let path = self.report {
            try report.write(to: path)
        } else {
            writeError(report.summary)
        }
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
