internal import ArgumentParser

@main
struct CovisitBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "covisit-bench",
        abstract: "Measure the engine: what an event costs, how much is held, how good rows are.",
        discussion: """
            Every command checks what it measures and exits non-zero when a bound or a hash is \
            wrong, so that tests may run them small. `deploy/bench.sh` runs everything.
            """,
        subcommands: [
            HotCommand.self, ListsCommand.self, MemoryCommand.self, RowsCommand.self,
            SnapshotCommand.self,
        ])
}

/// What a benchmark found to be wrong.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String
}
