internal import ArgumentParser
internal import Backtest
internal import Settings
internal import SystemPackage

struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Score configurations on recorded events, side by side.",
        discussion: """
            otto         learn from --train, predict what each cut session of --test does next, \
            hold it against --labels: recall@k, weighted .10/.30/.60
            next-item    every prefix of every session of --test predicts its next item; --test \
            may also be lines of {"prefix":[..],"next":..}
            prequential  --test is a stream: predict, reveal, learn, in the order of time

            Runs the daemon's own engine and pipeline. The first configuration is the baseline of \
            the others; differences have 95 % intervals by paired bootstrap over sessions.
            """)

    enum ProtocolName: String, CaseIterable, ExpressibleByArgument {
        case otto
        case nextItem = "next-item"
        case prequential
    }

    @Argument(help: "otto, next-item or prequential.")
    var protocolName: ProtocolName

    @Option(
        name: .customLong("config"), parsing: .singleValue,
        help: ArgumentHelp(
            "A configuration file; may be repeated. Without one, the defaults hold.",
            valueName: "file"))
    var files: [String] = []

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Override a key in every configuration; several values, separated by commas, make a "
                + "configuration each. May be repeated.", valueName: "key=value,…"))
    var overrides: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Recordings to learn from.", valueName: "file"))
    var train: [String] = []

    @Option(help: ArgumentHelp("What is predicted.", valueName: "file"))
    var test: String

    @Option(help: ArgumentHelp("What came true; of otto.", valueName: "file"))
    var labels: String?

    @Option(
        help: ArgumentHelp(
            "The first configuration's lists, as the contest wants them.", valueName: "file.csv"))
    var submission: String?

    @Option(
        help: ArgumentHelp("The report as JSON; - for standard output.", valueName: "file.json"))
    var report: String?

    @Option(help: ArgumentHelp("The report as one page for a browser.", valueName: "file.html"))
    var html: String?

    @Option(name: .customLong("k"), help: "Cut-offs, separated by commas; 1 to 20 each.")
    var cutoffs = "20"

    @Option(help: "static: trained, then frozen; streaming: it learns from what it has predicted.")
    var learning: Learning?

    @Option(help: "Configurations that run at once; 0: one for each core.")
    var jobs = 0

    func validate() throws {
        if try parsedCutoffs().isEmpty { throw ValidationError("--k needs a cut-off") }
        switch protocolName {
        case .otto:
            if labels == nil { throw ValidationError("otto needs --labels") }
            if train.isEmpty { throw ValidationError("otto needs --train") }
        case .nextItem:
            if train.isEmpty { throw ValidationError("next-item needs --train") }
        case .prequential:
            if learning == .static, train.isEmpty {
                throw ValidationError("--learning static needs --train")
            }
        }
        if labels != nil, protocolName != .otto { throw ValidationError("--labels are of otto") }
        if submission != nil, protocolName != .otto {
            throw ValidationError("--submission is of otto")
        }
        try ReplayInput.checkInput(train)
        try ReplayInput.checkInput([test])
        if [report, html, submission].count(where: { $0 == "-" }) > 1 {
            throw ValidationError("only one of the outputs can be standard output")
        }
        if jobs < 0 { throw ValidationError("--jobs is at least 0") }
    }

    func parsedCutoffs() throws -> [Int] {
        try cutoffs.split(separator: ",").map { text in
            guard let cutoff = Int(text), (1...20).contains(cutoff) else {
                throw ValidationError("--k: \"\(text)\" is no integer from 1 to 20")
            }
            return cutoff
        }
    }

    mutating func run() async throws {
        let command = self
        try await reporting { try await BacktestRun(command).run() }
    }
}

extension Learning: ExpressibleByArgument {}
