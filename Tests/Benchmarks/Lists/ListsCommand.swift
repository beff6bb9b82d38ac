internal import ArgumentParser
internal import CovisitCore

struct ListsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "What the lists of a full session cost: a tail of 30 events, rows of 64.",
        discussion: """
            Fills the rows of otto-3 with 64 neighbours each, then gives every session one more \
            event, once counting only and once with lists for all three objectives, encoded; what \
            differs is the lists'. Once with the preset's rule that a list of twenty or more \
            distinct items is made of history alone, and once with that rule off, so that all \
            rows are read. Fails when a row is shorter, or when --allocations-max is not met.
            """)

    @Option(help: "How many sessions get lists.")
    var sessions = 20_000

    @Option(help: "How many items there are.")
    var items = 20_000

    @Option(help: "Most allocations per session's lists.")
    var allocationsMax: Double?

    func validate() throws {
        if sessions < 1 || items < 1_000 {
            throw ValidationError("--sessions is at least 1, --items at least 1000")
        }
    }

    func run() throws {
        var table = Table(
            "lists of a session", "row reads", "µs in steps of 4096", "µs in steps of 64",
            "share of a core at 1,000/s", "allocations")
        for (name, longHistory) in [("history alone", 20), ("history and rows", 31)] {
            let wide = try ListsRun(sessions, items, longHistory: longHistory, stepEvents: 4_096)
            let narrow = try ListsRun(sessions, items, longHistory: longHistory, stepEvents: 64)
            let microseconds = wide.nanosecondsPerSession / 1_000
            table.add(
                name, decimals(wide.readsPerSession, 1), decimals(microseconds, 2),
                decimals(narrow.nanosecondsPerSession / 1_000, 2),
                decimals(microseconds / 1_000 * 100, 2) + " %",
                decimals(wide.allocationsPerSession, 4))
            if let allocationsMax, wide.allocationsPerSession > allocationsMax {
                throw BenchmarkFailure(
                    description: "\(decimals(wide.allocationsPerSession, 4)) allocations for "
                        + "a session's lists, more than \(allocationsMax)")
            }
        }
        print(table.text)
    }
}
