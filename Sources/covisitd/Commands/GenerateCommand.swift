internal import ArgumentParser
internal import Settings
internal import Simulation
internal import Storage
internal import StreamPipeline
internal import SystemPackage

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make up a shop's events, shaped like OTTO's: a recording, or load for a topic.",
        discussion: """
            The same seed and options make the same events. Sessions have 15 events on average and \
            a median of 6; nine in ten events are clicks; popularity has a heavy tail. Over days \
            popularity drifts, items come and go, nights are quiet, visitors come back; some are \
            bots.

            A recording:        covisitd generate --events 1000000 --output feed.jsonl
            Load for a topic:   covisitd generate --kafka events --rate 20000 --for 10m
            To be predicted:    covisitd generate --hold-out 1d --train train.jsonl \
            --test test.jsonl --labels labels.jsonl --truth truth.csv
            """)

    static let batchEventsMax = 10_000

    @Option(help: "How many events [2000000].")
    var events: Int?

    @OptionGroup var shape: ShapeOptions

    @Option(help: "Where they go; - is the standard output, and the default.")
    var output: String?

    @OptionGroup(title: "A topic") var load: LoadOptions

    @OptionGroup(title: "To be predicted") var holdOut: HoldOutOptions

    @Option(
        help: ArgumentHelp(
            "The true relatives of the items that occur, with probabilities.", valueName: "file"))
    var relatives: String?

    func validate() throws {
        if let events, events < 1 { throw ValidationError("--events is at least 1") }
        let destinations = [output != nil, load.kafka != nil, holdOut.holdOut != nil]
        if destinations.count(where: \.self) > 1 {
            throw ValidationError("--output, --kafka and --hold-out do not go together")
        }
        if load.kafka != nil, relatives != nil {
            throw ValidationError("--relatives goes with a recording, not with --kafka")
        }
        let files = [
            output, holdOut.train, holdOut.test, holdOut.labels, holdOut.truth, relatives,
        ].compactMap(\.self)
        if Set(files).count < files.count { throw ValidationError("each output needs a file") }
    }

    mutating func run() async throws {
        let command = self
        try await reporting { try await command.generate() }
    }

    @concurrent
    private func generate() async throws {
        // Without an end of its own, a load ends when --for says so.
        let count = events ?? (load.limit == nil ? 2_000_000 : .max)
        let shape = shape.trafficShape(events: count)
        if let topic = load.kafka {
            let plan = TopicLoad.Plan(
                shape: shape, rate: load.rate ?? .eventsPerSecond(1_000), time: load.time ?? .now)
            let settings = try load.settings.load()
            return try await TopicLoadRun(plan, to: topic, for: load.duration, settings).run()
        }
        var end: Int64?
        if let span = holdOut.duration, let train = holdOut.train, let test = holdOut.test,
            let labels = holdOut.labels
        {
            let paths = HoldOutFiles.Paths(
                train: train, test: test, labels: labels, truth: holdOut.truth)
            let written = try HoldOutFiles(shape, holdingOut: span, paths).write()
            writeError(written.summary)
            end = written.end
        } else {
            try await Self.write(shape, to: output ?? "-")
        }
        if let relatives { try RelativesFile.write(shape, asOf: end, to: relatives) }
    }

    private static func write(_ shape: TrafficShape, to path: String) async throws {
        let source = GeneratedEventSource(shape, batchEventsMax: batchEventsMax)
        let writer = try RecordingWriter(FilePath(path))
        var batch = InputBatch()
        var more = true
        while more {
            more = await source.fill(&batch)
            try writer.append(batch.events)
        }
        try writer.close()
    }
}
