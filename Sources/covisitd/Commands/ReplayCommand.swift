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
        let source = try RecordedEventSource(
            files: input.map { FilePath($0) }, schema: settings.schema,
            name: settings.kafka.eventsTopic, batchEventsMax: settings.kafka.batchEventsMax,
            limit: limit, clock: wallClockMilliseconds())
        let sink = try makeSink()
        let engine = Engine(settings.engine)
        var options = PipelineOptions(settings)
        options.lists = !noLists
        options.relatedItemsInterval =
            related == nil || noLists
            ? nil : Int64(settings.output.relatedItemsInterval / .milliseconds(1))
        let board = StatusBoard()
        let pipeline = Pipeline(
            engine: engine, source: source, sink: sink, options: options, status: board)

        let start = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { group in
            if isatty(2) == 1 {
                let progress = source.progress
                group.addTask { await ProgressBar(progress, board).run() }
            }
            try await pipeline.run()
            group.cancelAll()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        await sink.close()
        let report = RunReport(engine, board.current, seconds: seconds)
        if let path = self.report {
            try report.write(to: path)
        } else {
            writeError(report.summary)
        }
    }

    private func makeSink() throws -> any RecommendationSink {
        guard output != nil || related != nil else { return DiscardingSink() }
        return try RecommendationFileSink(
            recommendations: output.map { FilePath($0) } ?? "/dev/null",
            relatedItems: related.map { FilePath($0) })
    }
}
