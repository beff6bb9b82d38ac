internal import ArgumentParser
internal import SystemPackage

struct RowsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rows",
        abstract: "How much of the exact top 20 do bounded rows keep?",
        discussion: """
            Every two items within 30 positions of a session make a pair, both ways, of weight 1, \
            without decay. Printed is the share of the exact top 20's weight that a row's own top \
            20 captures, averaged over items by how often they occur: for the engine's rows, as \
            they grow and when they grow at once, for random admission over the whole row, and \
            for Space-Saving; all over the same pairs.

            Fails when the engine's rows are more than 0.02 below random admission over the whole \
            row, when they save less than a fifth of what Space-Saving loses (where that is more \
            than 0.01), or when an `at_least` is above the exact weight.
            """)

    @Option(
        help: """
            Directory with retailrocket/events.jsonl.gz and completejourney_dev/events.jsonl.gz. \
            Without it, the recording that comes with the daemon is used.
            """)
    var data: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Recordings to use instead.", valueName: "file"))
    var input: [String] = []

    @Option(parsing: .upToNextOption, help: "Row sizes: powers of two from 16 on.")
    var neighbours = [16, 64, 128]

    private static let bundled = "Sources/covisitd/Demo/rees46_2019oct01.jsonl.gz"

    func validate() throws {
        if neighbours.contains(where: { $0 < 16 || $0.nonzeroBitCount != 1 }) {
            throw ValidationError("--neighbours takes powers of two from 16 on")
        }
    }

    mutating func run() async throws {
        var table = Table(
            "recording", "neighbours", "engine", "grown at once", "whole row", "Space-Saving",
            "whole-engine", "bound/true", "engine MiB", "grown MiB")
        var failures: [String] = []
        var summaries: [String] = []
        for (name, path) in recordings {
            let visits = try await readVisits(path)
            let pairs = SessionPairs(visits)
            summaries.append(
                "\(name): \(pairs.occurrences.reduce(0, +)) events, \(pairs.itemCount) items, "
                    + "\(pairs.count) pair updates")
            for size in neighbours {
                let quality = try RowQuality(visits, pairs, neighbours: size)
                table.add(
                    name, String(size), decimals(quality.engine, 4),
                    decimals(quality.grownAtOnce, 4), decimals(quality.wholeRow, 4),
                    decimals(quality.spaceSaving, 4),
                    decimals(quality.wholeRow - quality.engine, 4),
                    decimals(quality.boundTightness, 3),
                    decimals(Double(quality.engineByteCount) * 0x1p-20, 1),
                    decimals(Double(quality.grownByteCount) * 0x1p-20, 1))
                failures += quality.failures.map { "\(name), \(size) neighbours: \($0)" }
            }
        }
        print(table.text)
        print(summaries.joined(separator: "\n"))
        if failures.isEmpty { return }
        throw BenchmarkFailure(description: failures.joined(separator: "\n"))
    }

    private var recordings: [(name: String, path: FilePath)] {
        if !input.isEmpty { return input.map { ($0, FilePath($0)) } }
        guard let data else { return [("rees46_2019oct01", FilePath(Self.bundled))] }
        return ["retailrocket", "completejourney_dev"].map {
            ($0, FilePath(data).appending($0).appending("events.jsonl.gz"))
        }
    }
}
