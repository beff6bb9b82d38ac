internal import ArgumentParser
internal import Simulation

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Try to break the daemon: crashes, faulty disks, rebalances, all from a seed.",
        discussion: """
            Runs the pipeline, snapshots, order journal and recovery of the daemon over a made-up \
            topic and a made-up disk, ends it at all sorts of moments, and holds what is left \
            against what the topic alone says. A seed that fails does so whenever it is repeated; \
            the command that repeats it is printed. Exit code 1 after a failure.
            """)

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    @Option(help: "How many seeds, counted up from the first.")
    var runs = 1

    @Option(help: "Events of the topic; by default the seed says how many.")
    var events: Int?

    @Option(help: "Seeds that run side by side; results do not depend on it.")
    var jobs = 1

    @Option(help: "Stop after this many failures.")
    var maxFailures = 10

    @Flag(help: "Print what happens, operation by operation; for one seed.")
    var verbose = false

    func validate() throws {
        if runs < 1 || jobs < 1 || maxFailures < 1 {
            throw ValidationError("--runs, --jobs and --max-failures are at least 1")
        }
        if let events, events < 1 { throw ValidationError("--events must be at least 1") }
        if verbose && runs > 1 { throw ValidationError("--verbose goes with one run") }
    }

    mutating func run() async throws {
        if verbose {
            try await Self.trace(Simulation(seed: seed, events: events, keepsTrace: true))
        } else {
            let runs = SimulationRuns(
                firstSeed: seed, count: runs, events: events, jobs: jobs)
            try await Self.run(runs, maxFailures: maxFailures)
        }
    }

    @concurrent
    private static func trace(_ simulation: Simulation) async throws {
        let report = await simulation.run()
        report.trace.lines.forEach(writeLine)
        report.findings.forEach { writeLine("found: \($0)") }
        if !report.findings.isEmpty { throw ExitCode.failure }
    }

    @concurrent
    private static func run(_ runs: SimulationRuns, maxFailures: Int) async throws {
        let start = ContinuousClock.now
        var tally = SimulationTally()
        await runs.run { report in
            tally.add(report)
            if let finding = report.findings.first {
                writeLine(report.command)
                writeLine("    \(finding)")
            }
            return tally.failures < maxFailures
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        writeLine("\(tally), \(Int(seconds.rounded())) s")
        if tally.failures > 0 { throw ExitCode.failure }
    }
}
