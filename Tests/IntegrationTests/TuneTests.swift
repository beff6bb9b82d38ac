import Foundation
import Testing

extension IntegrationTests {
    struct TuneTests {
        private let folder: Folder

        init() throws { folder = try Folder() }

        private static let space = """
            matrices.clicks.half_life: {from: 1h, to: 60d, scale: log}
            ranking.clicks.blend: [votes, weights]
            ranking.clicks.last_items: {from: 1, to: 30, scale: log}
            ranking.clicks.history: [first, allowed, excluded]
            """

        private struct Report: Decodable {
            struct Comparison: Decodable {
                var base: Double
                var winner: Double
                var low: Double
                var high: Double
            }

            struct Trial: Decodable {
                var number: Int
                var score: Double
                var overrides: [String]
                var digest: String
            }

            struct Data: Decodable {
                var trainingEvents: Int
                var splitTime: Int64

                private enum CodingKeys: String, CodingKey {
                    case trainingEvents = "training_events"
                    case splitTime = "split_ts"
                }
            }

            var winner: Int
            var trials: [Trial]
            var data: Data
            var chosenBy: Comparison?
            var heldOut: Comparison?

            private enum CodingKeys: String, CodingKey {
                case winner, trials, data
                case chosenBy = "chosen_by"
                case heldOut = "held_out"
            }
        }

        private func tune(
            _ arguments: [String], output: String, config: String? = nil
        ) async throws -> Command {
            let space = try folder.write(Self.space.utf8, as: "space.yaml")
            return try await Command(
                [
                    "tune", "--train", Installation.recording, "--space", space,
                    "--validation", "last=10m", "--output", folder(output), "--report",
                    folder("\(output).json"),
                ] + (config.map { ["--config", $0] } ?? []) + arguments, within: 100)
        }

        /// The body of a file without its comments.
        private func body(_ name: String) -> [Substring] {
            folder.lines(name).filter { !$0.hasPrefix("#") }
        }

        @Test(.timeLimit(.minutes(3)))
        func `the winner is a configuration that gives the score that it won by`() async throws {
            let command = try await tune(
                ["--protocol", "next-item", "--trials", "8", "--seed", "3"], output: "best.yaml")
            try #require(command.exit == .code(0), "\(command.errors)")
            let report: Report = try folder.json("best.yaml.json")
            #expect(report.trials.count == 9)
            #expect(report.trials.map(\.score) == report.trials.map(\.score).sorted(by: >))
            #expect(report.trials.first?.number == report.winner)
            let chosen = try #require(report.chosenBy)
            #expect(chosen.winner == report.trials.first?.score)
            #expect(chosen.winner > chosen.base)
            let heldOut = try #require(report.heldOut)
            #expect(heldOut.low <= heldOut.winner - heldOut.base)
            #expect(command.output.contains("winner: trial \(report.winner)"))
            #expect(command.errors.contains("clicks.mrr@20"))
            let text = folder.text("best.yaml")
            #expect(text.hasPrefix("# Written by covisitd tune."))
            #expect(text.contains("on the sessions held out"))

            let check = try await Command(["check-config", "--config", folder("best.yaml")])
            #expect(check.exit == .code(0), "\(check.errors)")
            let digest = try #require(report.trials.first?.digest)
            #expect(check.output.contains("digest \(digest)"))

            // The file as the base of another search of the same data: its score is the winner's.
            let again = try await tune(
                ["--protocol", "next-item", "--trials", "1", "--seed", "3"], output: "again.yaml",
                config: folder("best.yaml"))
            try #require(again.exit == .code(0), "\(again.errors)")
            let second: Report = try folder.json("again.yaml.json")
            #expect(second.trials.first { $0.number == 0 }?.score == chosen.winner)
            #expect(second.trials.first { $0.number == 0 }?.digest == digest)
        }

        @Test(.timeLimit(.minutes(3)), arguments: ["random", "halving"])
        func `the same search gives the same file, whatever runs at once`(method: String)
            async throws
        {
            let arguments = ["--method", method, "--trials", "9", "--seed", "5"]
            let one = try await tune(arguments + ["--jobs", "1"], output: "one.yaml")
            let four = try await tune(arguments + ["--jobs", "4"], output: "four.yaml")
            try #require(one.exit == .code(0), "\(one.errors)")
            try #require(four.exit == .code(0), "\(four.errors)")
            #expect(folder.text("one.yaml") == folder.text("four.yaml"))
            #expect(!folder.text("one.yaml").isEmpty)
            let (a, b): (Report, Report) = try (
                folder.json("one.yaml.json"), folder.json("four.yaml.json")
            )
            #expect(a.trials.map(\.score) == b.trials.map(\.score))
        }

        @Test(.timeLimit(.minutes(2)))
        func `no trial begins when the time is over, but one beside the base; a file stays whole`()
            async throws
        {
            let old = try folder.write("old".utf8, as: "best.yaml")
            let command = try await tune(
                ["--trials", "50", "--seconds", "0.000001", "--jobs", "1"], output: "best.yaml")
            try #require(command.exit == .code(0), "\(command.errors)")
            let report: Report = try folder.json("best.yaml.json")
            #expect(report.trials.map(\.number).sorted() == [0, 1])
            #expect(command.output.contains("trials that the time was too short for: 49"))
            #expect(folder.text("best.yaml").contains("trials that the time was too short for: 49"))
            #expect(!folder.text("best.yaml").hasPrefix("old"))
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!left.contains { $0.hasSuffix(".partial") }, "\(left) beside \(old)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a search that fails leaves the file that is there`() async throws {
            let old = try folder.write("old".utf8, as: "best.yaml")
            let command = try await Command([
                "tune", "--train", Installation.recording, "--vary",
                "ranking.clicks.blend=weights", "--validation", "last=1d", "--output", old,
            ])
            #expect(command.exit == .code(65))
            #expect(folder.text("best.yaml") == "old")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names == ["best.yaml"])
        }

        @Test(.timeLimit(.minutes(1)))
        func `the file goes to standard output, and what is said beside it does not`()
            async throws
        {
            let command = try await Command([
                "tune", "--train", Installation.recording, "--vary",
                "ranking.clicks.blend=weights", "--protocol", "next-item", "--validation",
                "last=10m", "--objective", "clicks.recall@5",
            ])
            try #require(command.exit == .code(0), "\(command.errors)")
            #expect(command.output.hasPrefix("# Written by covisitd tune."))
            #expect(command.errors.contains("the space holds no more than 1 of 60 trials"))
            #expect(command.errors.contains("2/2"))
            let path = try folder.write(command.output.utf8, as: "out.yaml")
            let check = try await Command(["check-config", "--config", path])
            #expect(check.exit == .code(0), "\(check.errors)")
        }

        @Test(.timeLimit(.minutes(2)))
        func `events of the split and later teach nothing`() async throws {
            let command = try await tune(["--trials", "1"], output: "a.yaml")
            try #require(command.exit == .code(0), "\(command.errors)")
            let report: Report = try folder.json("a.yaml.json")
            // 02:50 less ten minutes; the data's own statistics count as many.
            #expect(report.data.splitTime == 1_569_897_600_000)
            let all = try await Command(
                ["replay", "--input", Installation.recording, "--no-lists"], within: 60)
            #expect(all.errors.contains("17435 events"))
            #expect(report.data.trainingEvents < 17_435)
            #expect(report.data.trainingEvents > 10_000)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a wrong space is named by line, exit 78`() async throws {
            let space = try folder.write(
                "ranking.clicks.blend: [votes]\nmatrices.clicks.half_live: [7d]\n".utf8,
                as: "wrong.yaml")
            let command = try await Command(
                ["tune", "--train", Installation.recording, "--space", space])
            #expect(command.exit == .code(78))
            #expect(
                command.errors.contains(
                    "wrong.yaml:2:1: matrices.clicks.half_live: unknown key; did you mean "
                        + "\"half_life\"?"), "\(command.errors)")
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["--train", "x"], "--space or --vary", 64),
                (["--space", "x"], "--train", 64),
                (["--train", "x", "--vary", "a=1", "--objective", "clicks.mrr@21"], "1 to 20", 64),
                (["--train", "x", "--vary", "a=1", "--validation", "2"], "share", 64),
                (["--train", "x", "--vary", "a=1", "--trials", "0"], "--trials", 64),
                (["--train", "x", "--vary", "a=1", "--learning", "completed"], "next-item", 64),
                (
                    ["--train", "x", "--vary", "ranking.clicks.blend=votes"],
                    "nothing but the configuration to start from", 78
                ),
                (
                    ["--train", "/nonexistent/x", "--vary", "ranking.clicks.blend=weights"],
                    "/nonexistent/x", 66
                ),
                (
                    [
                        "--train", Installation.recording, "--vary",
                        "ranking.clicks.blend=weights", "--output", "/nonexistent/x",
                    ], "/nonexistent/x", 73
                ),
                (
                    [
                        "--train", Installation.recording, "--vary",
                        "ranking.clicks.blend=weights", "--validation", "last=1d",
                    ], "leaves 0 events to learn from", 65
                ),
            ])
        func `what cannot be done is said at once`(
            arguments: [String], hint: String, code: Int32
        ) async throws {
            let command = try await Command(["tune"] + arguments)
            #expect(command.exit == .code(code), "\(command.errors)")
            #expect(command.errors.contains(hint), "\(command.errors)")
        }
    }
}
