import Foundation
import Testing

extension IntegrationTests {
    /// Made-up feeds as files.
    struct GenerateTests {
        private let folder: Folder

        init() throws { folder = try Folder() }

        private func generate(_ arguments: [String]) async throws -> Command {
            let command = try await Command(["generate"] + arguments, within: 100)
            try #require(command.exit == .code(0), "\(command.errors)")
            return command
        }

        private struct LabelLine: Decodable {
            struct Labels: Decodable {
                var clicks: Int?
                var carts: [Int]?
                var orders: [Int]?
            }
            var session: Int
            var labels: Labels
        }

        /// The contest's score of a file of lists, from the files alone.
        private func score(_ lists: String, _ labels: String) throws -> [Double] {
            var recommended: [Substring: Set<Int>] = [:]
            for line in folder.lines(lists).dropFirst() {
                let parts = line.split(separator: ",", omittingEmptySubsequences: false)
                let items = parts[1].split(separator: " ").compactMap { Int($0) }
                #expect(items.count <= 20 && Set(items).count == items.count)
                recommended[parts[0]] = Set(items)
            }
            var (hits, possible) = ([0.0, 0, 0], [0.0, 0, 0])
            for line in folder.lines(labels) {
                let truth = try JSONDecoder().decode(LabelLine.self, from: Data(line.utf8))
                let all = [
                    truth.labels.clicks.map { [$0] } ?? [], truth.labels.carts ?? [],
                    truth.labels.orders ?? [],
                ]
                for (index, name) in ["clicks", "carts", "orders"].enumerated() {
                    let list = try #require(recommended["\(truth.session)_\(name)"])
                    hits[index] += Double(all[index].count { list.contains($0) })
                    possible[index] += Double(min(20, all[index].count))
                }
            }
            let recalls = zip(hits, possible).map { $0 / $1 }
            return recalls + [0.1 * recalls[0] + 0.3 * recalls[1] + 0.6 * recalls[2]]
        }

        @Test(.timeLimit(.minutes(2)))
        func `who knows the truth is ahead of who counts, who is ahead of popularity`()
            async throws
        {
            let files = ["train.jsonl", "test.jsonl", "labels.jsonl", "truth.csv"].map {
                folder($0)
            }
            let parts = zip(["--train", "--test", "--labels", "--truth"], files).flatMap {
                [$0, $1]
            }
            let command = try await generate(
                ["--events", "150000", "--items", "15000", "--hold-out", "4h"] + parts)
            let score = try score("truth.csv", "labels.jsonl")
            // What it prints is what its files say.
            let printed = command.errors.matches(of: /0\.\d+/).map { Double($0.output) ?? 0 }
            #expect(printed.count == 4, "\(command.errors)")
            for (one, other) in zip(printed, score) { #expect(abs(one - other) < 0.0001) }

            let configurations = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../deploy/backtest").standardizedFileURL
            let backtest = try await Command(
                ["backtest", "otto"] + parts.dropLast(2)
                    + ["popularity.yaml", "covisitation.yaml"].flatMap {
                        ["--config", configurations.appending(path: $0).path]
                    } + ["--report", folder("report.json")], within: 100)
            try #require(backtest.exit == .code(0), "\(backtest.errors)")
            let json = try JSONSerialization.jsonObject(with: Data(folder.bytes("report.json")))
            let results = (json as? [String: Any])?["configurations"] as? [[String: Any]]
            let metrics = results?.compactMap { $0["metrics"] as? [String: Any] } ?? []
            let totals = metrics.compactMap { $0["total"] as? Double }
            let clicks = metrics.compactMap { ($0["clicks"] as? [String: Double])?["recall@20"] }
            try #require(totals.count == 2 && clicks.count == 2)
            #expect(score[3] > totals[1] + 0.03, "\(score) \(totals)")
            #expect(score[0] > clicks[1] + 0.1, "\(score) \(clicks)")
            #expect(totals[1] > totals[0] + 0.2)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the parts are the whole, and the second time the same`() async throws {
            let common = ["--events", "20000", "--items", "2000", "--gap", "8000"]
            _ = try await generate(common + ["--output", folder("all.jsonl")])
            for run in ["a", "b"] {
                _ = try await generate(
                    common + [
                        "--hold-out", "12h", "--train", folder("train-\(run)"), "--test",
                        folder("test-\(run)"), "--labels", folder("labels-\(run)"), "--truth",
                        folder("truth-\(run)"), "--relatives", folder("relatives-\(run)"),
                    ])
            }
            for name in ["train", "test", "labels", "truth", "relatives"] {
                #expect(!folder.bytes("\(name)-a").isEmpty)
                #expect(folder.bytes("\(name)-a") == folder.bytes("\(name)-b"))
            }
            let all = folder.lines("all.jsonl")
            #expect(all.count == 20_000)
            let train = folder.lines("train-a")
            #expect(Array(all.prefix(train.count)) == train)
            #expect(Set(all).isSuperset(of: folder.lines("test-a")))
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["--events", "0"], "--events"), (["--items", "0"], "--items"),
                (["--drift", "1.5"], "--drift"), (["--new-items", "-1"], "new-items"),
                (["--day-curve", "1"], "--day-curve"), (["--gap", "0"], "--gap"),
                (["--bots", "nan"], "--bots"),
                (["--rate", "10"], "--kafka"), (["--kafka", "x", "--rate", "0"], "--rate"),
                (["--kafka", "x", "--output", "y"], "together"),
                (["--hold-out", "1d"], "--train"), (["--train", "x"], "--hold-out"),
                (["--kafka", "x", "--for", "soon"], "--for"),
                (
                    [
                        "--hold-out", "1d", "--train", "x", "--test", "x", "--labels", "y",
                    ], "a file"
                ),
            ])
        func `wrong usage is named, exit 64`(arguments: [String], hint: String) async throws {
            let command = try await Command(["generate"] + arguments)
            #expect(command.exit == .code(64))
            #expect(command.errors.contains(hint), "\(command.errors)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a hold-out that leaves nothing to learn from, exit 64; no room for output, exit 74`()
            async throws
        {
            let parts = ["train", "test", "labels"].flatMap { ["--\($0)", folder($0)] }
            let long = try await Command(
                ["generate", "--events", "1000", "--hold-out", "2d"] + parts)
            #expect(long.exit == .code(64))
            #expect(long.errors.contains("leaves nothing to learn from"), "\(long.errors)")
            for path in ["/dev/full", folder("none/feed.jsonl")] {
                let full = try await Command(["generate", "--events", "9000", "--output", path])
                #expect(full.exit == .code(74))
                #expect(full.errors.contains("cannot write \(path)"), "\(full.errors)")
            }
        }
    }
}
