internal import ArgumentParser
internal import Backtest
internal import Settings

struct TuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Search for a better configuration on recorded events.",
        discussion: """
            Tries configurations of a declared space on a time-ordered split of --train: events \
            before the split are learnt from, sessions that begin later are predicted. One half \
            of those sessions chooses the winner; the other half, which the search does not see, \
            says how much better than the base it is.

            The space is a map from keys to values or ranges:

                matrices.clicks.half_life: {from: 1d, to: 60d, scale: log}
                ranking.clicks.blend: [votes, weights]
                ranking.carts.last_items, ranking.orders.last_items: {from: 1, to: 64, scale: log}

            Keys with a comma between them are set alike. The output is a whole configuration, \
            with the evidence in comments. Same data, seed and options: same output.
            """)

    enum Method: String, CaseIterable, ExpressibleByArgument {
        case random, halving
    }

    @OptionGroup var settings: SettingsOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Recordings to learn and to validate from.", valueName: "file"))
    var train: [String]

    @Option(help: ArgumentHelp("Which keys to search over, and where.", valueName: "file.yaml"))
    var space: String?

    @Option(
        name: .customLong("vary"), parsing: .singleValue,
        help: ArgumentHelp(
            "A key of the space: key=value,value or key={from: 1d, to: 60d, scale: log}. May be "
                + "repeated.", valueName: "key=values"))
    var varied: [String] = []

    @Option(
        name: .customLong("protocol"),
        help: "otto: sessions cut at random; next-item: every next event.")
    var protocolName = TuningProtocol.otto

    @Option(
        help: ArgumentHelp(
            "What to make larger: total, or e.g. orders.recall@20. Without it total for otto, "
                + "clicks.mrr@20 for next-item.", valueName: "metric"))
    var objective: String?

    @Option(
        help: "random: every trial on all data; halving: many on little data, the best on more.")
    var method = Method.random

    @Option(help: "Configurations to try beside the one to start from.")
    var trials = 60

    @Option(help: "No trial begins later than this many seconds after the start.")
    var seconds: Double?

    @Option(
        help: ArgumentHelp(
            "What is validated: last=1d, ts=2026-01-31T00:00:00Z, or a share of the events.",
            valueName: "part"))
    var validation = "0.2"

    @Option(
        help: ArgumentHelp(
            "static: trained, then frozen; streaming: it learns from what it has predicted; "
                + "completed: from sessions once they are over."))
    var learning = Learning.static

    @Option(help: "Decides on trials, cuts and halves.")
    var seed: UInt64 = 1

    @Option(help: "Trials that run at once; 0: one for each core.")
    var jobs = 0

    @Option(help: ArgumentHelp("The winner; - for standard output.", valueName: "file.yaml"))
    var output = "-"

    @Option(help: ArgumentHelp("All trials as JSON; - for standard output.", valueName: "file"))
    var report: String?

    func validate() throws {
        if train.isEmpty { throw ValidationError("tune needs --train") }
        try ReplayInput.checkInput(train)
        if space == nil, varied.isEmpty { throw ValidationError("tune needs --space or --vary") }
        if !(1...100_000).contains(trials) { throw ValidationError("--trials is 1 to 100000") }
        if let seconds, !(seconds > 0) { throw ValidationError("--seconds is above 0") }
        if jobs < 0 { throw ValidationError("--jobs is at least 0") }
        if output == "-", report == "-" {
            throw ValidationError("only one of the outputs can be standard output")
        }
        if learning == .completed, protocolName == .otto {
            throw ValidationError("--learning completed is of next-item")
        }
        _ = try parsedObjective()
        _ = try splitPoint()
    }

    func parsedObjective() throws -> TuningObjective {
        guard let text = objective else {
            return protocolName == .otto ? .total : TuningObjective("clicks.mrr@20") ?? .total
        }
        if let objective = TuningObjective(text) { return objective }
        throw ValidationError("--objective: \"\(text)\" is none of \(TuningObjective.allowed)")
    }

    func splitPoint() throws -> SplitPoint {
        if validation.hasPrefix("last="), let span = Duration(text: String(validation.dropFirst(5)))
        {
            let milliseconds = Int64(span / .milliseconds(1))
            if milliseconds > 0 { return .last(milliseconds) }
        } else if validation.hasPrefix("ts="),
            let time = RFC3339.milliseconds(String(validation.dropFirst(3)))
        {
            return .time(time)
        } else if let share = Double(validation), share > 0, share < 1 {
            return .share(share)
        }
        throw ValidationError(
            "--validation: \"\(validation)\" is none of last=1d, ts=2026-01-31T00:00:00Z and a "
                + "share between 0 and 1")
    }

    mutating func run() async throws {
        let command = self
        try await reporting { try await TuneRun(command).run() }
    }
}

extension TuningProtocol: ExpressibleByArgument {}
