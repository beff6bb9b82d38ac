internal import ArgumentParser
internal import KafkaTransport
internal import Settings

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the daemon: consume, count, publish, until stopped.",
        discussion: """
            Stops in good order on SIGTERM and SIGINT: what was consumed is counted, what was \
            computed is delivered, offsets are committed. SIGHUP reads the configuration anew \
            and takes over what can change while it runs; SIGUSR1 switches debug messages on \
            and off.
            """)

    @OptionGroup var settings: SettingsOptions

    @Option(
        help:
            "Write a JSON report of the run here when it ends, as replay does; - is standard output."
    )
    var report: String?

    mutating func run() async throws {
        let (options, report) = (settings, report)
        try await reporting {
            let load: SettingsLoader = {
                let settings = try options.load()
                try settings.kafka.validate()
                return settings
            }
            try await Daemon(load(), reload: load).run(report: report)
        }
    }
}
