internal import ArgumentParser
internal import Settings

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch the daemon at work: an embedded broker, a recorded feed, a live table.",
        discussion: """
            Starts librdkafka's broker on 127.0.0.1 (its address is printed: kcat can look in), \
            plays the first hours of a real shop's day into it, and runs the very daemon that \
            run runs. Data: REES46 Open CDP (rees46.com), eCommerce behavior data from multi \
            category store, 2019-10-01.
            """)

    @OptionGroup var settings: SettingsOptions

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "How long, e.g. 30s; without it, until the recording has been played.",
            valueName: "duration"))
    var duration: String?

    @Option(help: "Events a second to play.")
    var speed = 500

    func validate() throws {
        if speed < 1 { throw ValidationError("--speed must be at least 1") }
        if let duration, Duration(text: duration) == nil {
            throw ValidationError("--for \(duration): a number and its unit, such as 30s or 2m")
        }
    }

    mutating func run() async throws {
        let command = self
        try await reporting {
            let limit = command.duration.flatMap { Duration(text: $0) }
            let settings = try command.settings.load(["log.level=error", "http.port=0"])
            try await Demo(settings, speed: command.speed, limit: limit).run()
        }
    }
}
