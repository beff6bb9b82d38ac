import CovisitCore
import Testing

@testable import Backtest

struct TuningReportTests {
    private static func comparison(_ base: Double, _ winner: Double, _ low: Double, _ high: Double)
        throws -> TuningReport.Comparison
    {
        var comparison = TuningReport.Comparison(
            try #require(ScoreDifference(a: base, b: winner, resampled: [0])),
            counts: [("clicks", 40), ("orders", 2)])
        (comparison.low, comparison.high) = (low, high)
        comparison.isReal = low > 0 || high < 0
        return comparison
    }

    /// A search of eleven trials over two keys, on two rungs.
    private static func report() throws -> TuningReport {
        let data = TuningData(
            TimeSplit(TestFeed(), at: 1_000), .otto, .static, seed: 1)
        var report = TuningReport(
            protocolName: "otto", learning: "static", objective: "total", method: "halving",
            seed: 1, data: TuningReport.Data(files: ["a.jsonl"], TestFeed(), data),
            space: [
                .init(key: "ranking.long_history", values: "10, 20"),
                .init(key: "a, b", values: "1d to 2d, log"),
            ], trialsAsked: 12, trialsDrawn: 11)
        report.rungs = [
            .init(share: 1.0 / 3, training: TestFeed(), sessions: 5, planned: 11, tried: 11),
            .init(share: 1, training: TestFeed(), sessions: 9, planned: 3, tried: 2),
        ]
        report.trials = (0..<12).map { place in
            // The base is the last but one.
            let number = place == 10 ? 0 : place + 1
            return TuningReport.Trial(
                number: number, values: number == 0 ? [] : ["\(number)", "1d5h"], overrides: [],
                digest: "", rung: place < 3 ? 1 : 0, score: 0.5 - Double(place) / 100)
        }
        report.winner = 1
        report.chosenBy = try comparison(0.4, 0.5, 0.05, 0.15)
        report.heldOut = try comparison(0.4, 0.43, 0.01, 0.05)
        return report
    }

    private static func text(_ report: TuningReport) -> String {
        report.evidence { "at \($0)" }.joined(separator: "\n")
    }

    @Test func `both halves stand side by side, and by how much the first is too good`() throws {
        let text = Self.text(try Self.report())
        #expect(text.contains("0.400000 -> 0.500000, +0.100000 [+0.050000, +0.150000] real"))
        #expect(text.contains("0.400000 -> 0.430000, +0.030000 [+0.010000, +0.050000] real"))
        #expect(text.contains("Of the first, +0.070000 did not show"))
        #expect(text.contains("40 clicks, 2 orders"))
        #expect(!text.contains("keep the base") && !text.contains("may be chance"))
    }

    @Test func `a gain that may be chance, none, and a base that won are called so`() throws {
        var report = try Self.report()
        report.heldOut = try Self.comparison(0.4, 0.43, -0.01, 0.05)
        #expect(Self.text(report).contains("The second difference may be chance"))
        report.heldOut = try Self.comparison(0.4, 0.4, 0, 0)
        #expect(Self.text(report).contains("keep the base"))
        report.heldOut = nil
        #expect(Self.text(report).contains("nothing to measure it by"))
        report.winner = 0
        #expect(Self.text(report).contains("no trial is better than the base"))
    }

    @Test func `the ten best are a table, and the base wherever it came`() throws {
        let lines = Self.text(try Self.report()).split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("best trials by total") })
        let table = Array(lines[(start + 1)...])
        #expect(table.count == 1 + 10 + 2)
        #expect(table[0] == "  trial     score   data   A     B")
        #expect(table[1] == "      1  0.500000  100 %   1  1d5h")
        #expect(table[10] == "     10  0.410000   33 %  10  1d5h")
        #expect(table[12] == "   base  0.400000   33 %")
        #expect(lines.contains("  B  a, b: 1d to 2d, log"))
    }

    @Test func `what was not tried is said`() throws {
        let report = try Self.report()
        #expect(report.triedCount == 11)
        #expect(report.untriedCount == 1)
        let text = Self.text(report)
        #expect(text.contains("trials that the time was too short for: 1"))
        #expect(text.contains("the space holds no more than 11 of 12"))
        #expect(text.contains("11 of 11 on 0 events since"))
    }
}
