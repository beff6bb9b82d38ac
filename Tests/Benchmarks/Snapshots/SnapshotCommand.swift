internal import ArgumentParser
internal import CovisitCore
internal import Simulation
internal import Storage
internal import StreamPipeline
internal import SystemPackage

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "What writing the state down costs a stream, and how fast it is read back.",
        discussion: """
            Runs a generated feed twice through the production pipeline, without and with \
            snapshots, as fast as it goes, and compares batch by batch. Then restores the last \
            snapshot and compares digests. Fails when they differ.
            """)

    @Option(help: "How many events.")
    var events = 4_000_000

    @Option(help: "How many items there are.")
    var items = 500_000

    @Option(help: "Events of a batch.")
    var batch = 4_096

    @Option(help: "Share of the events before figures count.")
    var warmUp = 0.5

    @Option(help: "Events between two snapshots; at their own pace, one at a time.")
    var every = 500_000

    @Option(help: "Worker threads.")
    var workers = 2

    @Flag(help: "Make lists, too.")
    var lists = false

    @Option(help: "Where snapshots are written; emptied afterwards.")
    var directory: String

    func run() async throws {
        var shape = TrafficShape()
        shape.events = events
        shape.items = items
        let source = PreparedSource(shape, batchEvents: batch)
        let first = Int(Double(source.count) * warmUp)
        var options = PipelineOptions()
        options.workers = workers
        options.step.lists = lists ? .newest : .none
        options.checkpoints.eventsMax = every
        options.checkpoints.interval = .seconds(86_400)

        let plain = try await SnapshotRun(source, warmUp: first, options: options, store: nil)
        let stored = try await withSnapshots(source, first, options)
        print(report(plain, stored.run))
        print(stored.restore)
    }

    private func withSnapshots(
        _ source: PreparedSource, _ first: Int, _ options: PipelineOptions
    ) async throws -> (run: SnapshotRun, restore: String) {
        let path = FilePath(directory)
        let place = try SnapshotDirectory(path)
        defer { Self.empty(path) }
        let writer = SnapshotWriter(place, keepCount: 1, journal: nil)
        async let writing: Void = writer.run()
        let run = try await SnapshotRun(source, warmUp: first, options: options, store: writer)
        writer.finish()
        await writing
        let start = ContinuousClock.now
        let state = try await place.recover(.otto3, workers: workers)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard state.engine.digest() == run.digest else {
            throw BenchmarkFailure(description: "the restored state is another one")
        }
        let megabytes = Double(state.engine.statistics().byteCount) / 1_000_000
        return (
            run,
            "restored \(decimals(megabytes, 0)) MB of state in \(decimals(seconds, 2)) s: "
                + "\(decimals(megabytes / seconds, 0)) MB/s; digest \(hexadecimal(run.digest))"
        )
    }

    private static func empty(_ path: FilePath) {
        let files = PosixFileSystem()
        for entry in (try? files.list(path)) ?? [] { try? files.remove(path.appending(entry.name)) }
    }

    private func report(_ plain: SnapshotRun, _ stored: SnapshotRun) -> String {
        var added: [Double] = []
        for (index, milliseconds) in stored.batchMilliseconds.enumerated()
        where stored.wasWriting[index] && index < plain.batchMilliseconds.count {
            added.append(milliseconds - plain.batchMilliseconds[index])
        }
        added.sort()
        let pairs = stored.statistics.rowCounters.pairUpdates
        let state = Double(stored.statistics.byteCount) / 1_048_576
        let extra = Double(stored.residentBytes - plain.residentBytes) / 1_048_576
        var table = Table("", "without", "with snapshots")
        table.add(
            "batch p50 / p99.9 / max, ms", spread(plain.batchMilliseconds.sorted()),
            spread(stored.batchMilliseconds.sorted()))
        table.add("added while writing, p50 / p99.9 / max, ms", "", spread(added))
        table.add(
            "seconds for the same batches", decimals(plain.seconds, 2), decimals(stored.seconds, 2))
        table.add("share of throughput lost", "", decimals(1 - plain.seconds / stored.seconds, 3))
        table.add(
            "resident memory, MiB", decimals(Double(plain.residentBytes) / 1_048_576, 0),
            decimals(Double(stored.residentBytes) / 1_048_576, 0))
        table.add("extra memory as a share of the state", "", decimals(extra / state, 3))
        let facts = stored.snapshots.map {
            "\(decimals(Double($0.byteCount) / 1_048_576, 1)) MiB in \(decimals($0.seconds, 2)) s"
        }
        return """
            \(pairs) pair updates, \(stored.statistics.sessions) sessions, \
            \(stored.statistics.items) items, \(decimals(state, 0)) MiB of state
            \(table.text)
            snapshots: \(facts.joined(separator: ", "))
            """
    }

    private func spread(_ sorted: [Double]) -> String {
        guard let last = sorted.last else { return "-" }
        func at(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1))] }
        return [at(0.5), at(0.999), last].map { decimals($0, 2) }.joined(separator: " / ")
    }
}
