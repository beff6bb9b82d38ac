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
                    "--html", folder("report.html"), "--split-gain",
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
                let gains = try #require(configuration["gain"] as? [[String: Any]])
                let gain = try #require(
                    gains.first { $0["metric"] as? String == "clicks.recall@20" })
                #expect(gain["streaming"] as? Double == recall)
            }
            #expect((report["comparisons"] as? [Any])?.isEmpty == false)
            #expect(folder.text("report.html").hasPrefix("<!doctype html>"))
            #expect(command.output.contains("clicks ("))
        }

        @Test(.timeLimit(.minutes(1)))
        func `what households buy next is predicted from a table of purchases`() async throws {
            // Everybody buys 1 and 2 week after week; in week 3 one of them 3, too.
            var rows = ["user_id,basket_id,day,item_id,quantity,sales_value,trans_time,week_no"]
            for week in 1...3 {
                for user in 1...4 {
                    for item in user == 1 && week == 3 ? [1, 2, 3] : [1, 2] {
                        rows.append("\(user),0,\(week * 7),\(item),1,\(item).00,1200,\(week)")
                    }
                }
            }
            let table = try folder.write(
                (rows.joined(separator: "\n") + "\n").utf8, as: "table.csv")
            let report = folder("baskets.json")
            let command = try await Command([
                "backtest", "next-basket", "--train", table, "--truth-from-week", "3", "--k", "2",
                "--report", report, "--html", folder("baskets.html"), "--set",
                "sessions.idle_timeout=60d",
            ])
            try #require(command.exit == .code(0), "\(command.errors)")
            let json = try JSONSerialization.jsonObject(with: Data(folder.bytes("baskets.json")))
            let configuration = try #require(
                ((json as? [String: Any])?["configurations"] as? [[String: Any]])?.first)
            let metrics = try #require(
                (configuration["metrics"] as? [String: Any])?["orders"] as? [String: Double])
            #expect(metrics["precision@2"] == 1)
            #expect(metrics["money_precision@2"] == 1)
            #expect(metrics["map@2"] == 1)
            let recall = try #require(metrics["basket_recall@2"])
            #expect(abs(recall - (3 + 2.0 / 3) / 4) < 1e-12)
            #expect(folder.text("baskets.html").contains("orders: precision@2"))

            let empty = try await Command([
                "backtest", "next-basket", "--train", table, "--truth-from-week", "9",
            ])
            #expect(empty.exit == .code(65))
            #expect(empty.errors.contains("nothing to predict"), "\(empty.errors)")
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["otto", "--test", "x", "--train", "x"], "--labels"),
                (["otto", "--test", "x", "--labels", "x"], "--train"),
                (["otto", "--train", "x", "--labels", "x"], "--test"),
                (["next-basket", "--train", "x.csv"], "--truth-from-week"),
                (["next-basket", "--train", "x.jsonl"], "--labels"),
                (["next-basket", "--train", "x.csv", "--test", "x"], "--test"),
                (["prequential", "--test", "x", "--prices", "x"], "--prices"),
                (
                    ["otto", "--test", "x", "--train", "x", "--labels", "x", "--split-gain"],
                    "--split"
                ),
                (["next-item", "--test", "x", "--train", "x", "--split-gain"], "--split-gain"),
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
