internal import ArgumentParser
internal import KafkaTransport
internal import Settings

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the daemon: consume, count, publish, until stopped.",
        discussion: """
            Stops in good order on SIGTERM and SIGINT: what was consumed is counted, what was \
            computed is delivered, offsets are committed.
            """)

    @OptionGroup var settings: SettingsOptions

    @Option(
        help:
            "Write a JSON report of the run here when it ends, as replay does; - is standard output."
    )
    var report: String?

    mutating func run() async throws {
        let (settings, report) = (settings, report)
        try await reporting {
            let settings = try settings.load()
            try settings.kafka.validate()
            try await Daemon(settings).run(report: report)
        }
    }
}
