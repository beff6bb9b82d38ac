import Foundation
import Testing

extension IntegrationTests {
    struct BacktestTests {
        private let folder: Folder

        init() throws { folder = try Folder() }

        @Test(.timeLimit(.minutes(2)))
        func `configurations are scored side by side, and reported as JSON and as a page`()
            async throws
        {
            let command = try await Command(
                [
                    "backtest", "prequential", "--test", Installation.recording, "--k", "5,20",
                    "--set", "ranking.long_history=20,64", "--report", folder("report.json"),
                    "--html", folder("report.html"),
                ], within: 100)
            try #require(command.exit == .code(0), "\(command.errors)")
            let json = try JSONSerialization.jsonObject(with: Data(folder.bytes("report.json")))
            let report = try #require(json as? [String: Any])
            let configurations = try #require(report["configurations"] as? [[String: Any]])
            #expect(
                configurations.compactMap { $0["name"] as? String } == [
                    "defaults ranking.long_history=20", "defaults ranking.long_history=64",
                ])
            for configuration in configurations {
                let metrics = try #require(configuration["metrics"] as? [String: Any])
                let clicks = try #require(metrics["clicks"] as? [String: Double])
                let recall = try #require(clicks["recall@20"])
                #expect((0.3...0.9).contains(recall))
                #expect(try #require(clicks["recall@5"]) < recall)
                #expect(metrics["total"] is Double)
            }
            #expect((report["comparisons"] as? [Any])?.isEmpty == false)
            #expect(folder.text("report.html").hasPrefix("<!doctype html>"))
            #expect(command.output.contains("clicks ("))
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["otto", "--test", "x", "--train", "x"], "--labels"),
                (["otto", "--test", "x", "--labels", "x"], "--train"),
                (["next-item", "--test", "x"], "--train"),
                (["prequential", "--test", "x", "--k", "0"], "1 to 20"),
                (["prequential", "--test", "x", "--labels", "y"], "otto"),
                (["baskets", "--test", "x"], "baskets"),
            ])
        func `wrong usage is named, exit 64`(arguments: [String], hint: String) async throws {
            let command = try await Command(["backtest"] + arguments)
            #expect(command.exit == .code(64))
            #expect(command.errors.contains(hint), "\(command.errors)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a feed without an event is named, exit 65; one that is not there, exit 66`()
            async throws
        {
            let path = try folder.write("nonsense\n{}\n".utf8, as: "bad.jsonl")
            let bad = try await Command(["backtest", "prequential", "--test", path])
            #expect(bad.exit == .code(65))
            #expect(bad.errors.contains(path) && bad.errors.contains("2"), "\(bad.errors)")
            let missing = try await Command(["backtest", "prequential", "--test", "/nonexistent/x"])
            #expect(missing.exit == .code(66))
        }
    }
}
