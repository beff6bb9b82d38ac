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
            next-basket  learn from --train, sessions being households; hold each one's newest \
            list against what it bought then: --labels, or the later weeks of a table of purchases

            Runs the daemon's own engine and pipeline. The first configuration is the baseline of \
            the others; differences have 95 % intervals by paired bootstrap over sessions.
            """)

    enum ProtocolName: String, CaseIterable, ExpressibleByArgument {
        case otto
        case nextItem = "next-item"
        case prequential
        case nextBasket = "next-basket"
    }

    @Argument(help: "otto, next-item, prequential or next-basket.")
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
        help: ArgumentHelp(
            "Recordings to learn from; of next-basket also a table of purchases, .csv.",
            valueName: "file"))
    var train: [String] = []

    @Option(help: ArgumentHelp("What is predicted; not of next-basket.", valueName: "file"))
    var test: String?

    @Option(help: ArgumentHelp("What came true; of otto and next-basket.", valueName: "file"))
    var labels: String?

    @Option(
        help: ArgumentHelp(
            "Of next-basket: purchases of the table's week_no from here on are not learnt from, "
                + "and are what comes true where there are no --labels.", valueName: "week"))
    var truthFromWeek: Int?

    @Option(
        help: ArgumentHelp(
            "Of next-basket: lines of {\"aid\":1,\"price\":2.5}. A table has its own.",
            valueName: "file"))
    var prices: String?

    @Option(
        help: ArgumentHelp(
            "The first configuration's lists, as the contest wants them.", valueName: "file.csv"))
    var submission: String?

    @Option(
        help: ArgumentHelp("The report as JSON; - for standard output.", valueName: "file.json"))
    var report: String?

    @Option(help: ArgumentHelp("The report as one page for a browser.", valueName: "file.html"))
    var html: String?

    @Option(
        name: .customLong("k"),
        help: "Cut-offs, separated by commas; 1 to 20 each. 20, or 5 of next-basket.")
    var cutoffs: String?

    @Option(
        help: ArgumentHelp(
            "static: trained, then frozen; streaming: it learns from what it has predicted; "
                + "completed: from sessions once they are over."))
    var learning: Learning?

    @Flag(
        name: .customLong("split-gain"),
        help: ArgumentHelp(
            "Run each configuration static and completed, too, and say how much of the gain of "
                + "learning comes from other sessions, and how much from the session's own events.")
    )
    var splitsGain = false

    @Option(help: "Configurations that run at once; 0: one for each core.")
    var jobs = 0

    func validate() throws {
        if try parsedCutoffs().isEmpty { throw ValidationError("--k needs a cut-off") }
        switch protocolName {
        case .otto:
            if labels == nil { throw ValidationError("otto needs --labels") }
            if train.isEmpty { throw ValidationError("otto needs --train") }
        case .nextItem, .nextBasket:
            if train.isEmpty { throw ValidationError("\(protocolName.rawValue) needs --train") }
        case .prequential:
            if learning == .static, train.isEmpty {
                throw ValidationError("--learning static needs --train")
            }
        }
        if labels != nil, protocolName != .otto, protocolName != .nextBasket {
            throw ValidationError("--labels are of otto and next-basket")
        }
        if submission != nil, protocolName != .otto {
            throw ValidationError("--submission is of otto")
        }
        try validateInput()
        try validateLearning()
        if [report, html, submission].count(where: { $0 == "-" }) > 1 {
            throw ValidationError("only one of the outputs can be standard output")
        }
        if jobs < 0 { throw ValidationError("--jobs is at least 0") }
    }

    private func validateInput() throws {
        guard protocolName == .nextBasket else {
            guard let test else { throw ValidationError("\(protocolName.rawValue) needs --test") }
            if truthFromWeek != nil || prices != nil {
                throw ValidationError("--truth-from-week and --prices are of next-basket")
            }
            try ReplayInput.checkInput(train)
            try ReplayInput.checkInput([test])
            return
        }
        if test != nil {
            throw ValidationError(
                "next-basket has no --test: what households bought is --train, and each one's "
                    + "newest list is predicted")
        }
        let isTable = train.contains { Self.isTable($0) }
        if isTable, train.count > 1 { throw ValidationError("--train is one table, or recordings") }
        if isTable, truthFromWeek == nil {
            throw ValidationError("a table of purchases needs --truth-from-week")
        }
        if !isTable {
            if labels == nil { throw ValidationError("next-basket of recordings needs --labels") }
            if truthFromWeek != nil {
                throw ValidationError("--truth-from-week is of a table of purchases, .csv")
            }
            try ReplayInput.checkInput(train)
        }
    }

    private func validateLearning() throws {
        if protocolName == .nextBasket, learning ?? .static != .static {
            throw ValidationError("next-basket learns before it predicts: --learning static")
        }
        if learning == .completed, protocolName == .otto {
            throw ValidationError("--learning completed is of next-item and prequential")
        }
        if splitsGain, protocolName != .prequential || learning ?? .streaming != .streaming {
            throw ValidationError("--split-gain is of prequential, --learning streaming")
        }
    }

    private static func isTable(_ path: String) -> Bool {
        !ReplayInput.isTopic(path)
            && [".csv", ".csv.gz", ".csv.zst"].contains { path.hasSuffix($0) }
    }

    /// Where `--train` is a table of purchases.
    var purchaseTable: FilePath? {
        train.first { Self.isTable($0) }.map { FilePath($0) }
    }

    func parsedCutoffs() throws -> [Int] {
        let cutoffs = cutoffs ?? (protocolName == .nextBasket ? "5" : "20")
        return try cutoffs.split(separator: ",").map { text in
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
