internal import ArgumentParser
internal import Settings

/// Traffic into a topic.
struct LoadOptions: ParsableArguments {
    /// Which times events have.
    enum Time: String, CaseIterable, ExpressibleByArgument {
        case now
        case own
    }

    /// How fast events go: so many a second, or `max`.
    enum Rate: ExpressibleByArgument, Equatable {
        case max
        case eventsPerSecond(Double)

        init?(argument: String) {
            if argument == "max" {
                self = .max
                return
            }
            guard let rate = Double(argument), (0.01...10_000_000).contains(rate) else {
                return nil
            }
            self = .eventsPerSecond(rate)
        }
    }

    @Option(
        help: ArgumentHelp("A topic as the destination, keyed by session.", valueName: "topic"))
    var kafka: String?

    @Option(
        help: ArgumentHelp(
            "With --kafka: events a second, 0.01 to 10000000, or max [1000].", valueName: "rate"))
    var rate: Rate?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "With --kafka: how long, e.g. 30s; then --events has no default.",
            valueName: "duration"))
    var limit: String?

    @Option(
        help: ArgumentHelp(
            "With --kafka: events happen now, as they are sent, or keep their own times [now].",
            valueName: "now|own"))
    var time: Time?

    @OptionGroup var settings: SettingsOptions

    var duration: Duration? { limit.flatMap { Duration(text: $0) } }

    func validate() throws {
        if kafka == nil {
            let given = rate != nil || limit != nil || time != nil
            if given || settings.file != nil || !settings.overrides.isEmpty {
                throw ValidationError(
                    "--rate, --for, --time, --config and --set need --kafka TOPIC")
            }
        }
        if kafka?.isEmpty == true { throw ValidationError("--kafka needs the name of a topic") }
        if let limit, duration.map({ $0 > .zero }) != true {
            throw ValidationError("--for \(limit): a number and its unit, such as 30s or 2m")
        }
    }
}
