internal import ArgumentParser
internal import Simulation
internal import Storage
internal import StreamPipeline
internal import SystemPackage

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make up a shop's events, shaped like OTTO's, as a recording.",
        discussion: """
            The same seed makes the same events. Sessions have 17 events on average and a median \
            of 6; nine in ten events are clicks; popularity has a heavy tail.
            """)

    @Option(help: "How many events.")
    var events = 2_000_000

    @Option(help: "How many items there are.")
    var items = 500_000

    @Option(help: "What the events are drawn from.")
    var seed: UInt64 = 1

    @Option(help: "Where they go; - is the standard output.")
    var output = "-"

    func validate() throws {
        if events < 1 || items < 1 { throw ValidationError("--events and --items are at least 1") }
    }

    mutating func run() async throws {
        let command = self
        try await reporting {
            var shape = TrafficShape()
            shape.events = command.events
            shape.items = command.items
            shape.seed = command.seed
            try await Self.write(shape, to: command.output)
        }
    }

    @concurrent
    private static func write(_ shape: TrafficShape, to path: String) async throws {
        let source = GeneratedEventSource(shape, batchEventsMax: 10_000)
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
