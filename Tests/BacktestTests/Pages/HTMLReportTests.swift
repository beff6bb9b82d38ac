import Foundation
import FoundationXML
import Testing

@testable import Backtest

struct HTMLReportTests {
    private static let difference = BacktestReport.Difference(value: 0.15, low: 0.11, high: 0.19)

    private static func configuration(
        _ name: String, recall: Double
    ) -> BacktestReport.Configuration {
        var metrics = Figures()
        for objective in ["clicks", "carts"] {
            metrics.add(objective, "recall@20", recall)
            metrics.add(objective, "mrr@20", recall / 2)
        }
        metrics.total = recall
        let groups = ["1", "2", "3-4"].map {
            BacktestReport.Group(name: $0, predictions: ["clicks": 5], metrics: metrics)
        }
        let cells = (0..<10).map {
            BacktestReport.Cell(start: 1_600_000_000_000 + $0 * 60_000, metrics: metrics)
        }
        let bins = [(0.5, 10), (1.5, 20), (2.5, 40)].map {
            BacktestReport.CalibrationBin(score: $0, items: $1, hits: $1 / 5)
        }
        return BacktestReport.Configuration(
            name: name, digest: "0123456789abcdef", history: ["clicks": "first"],
            predictions: ["clicks": 15], metrics: metrics,
            intervals: ["total": BacktestReport.Interval(low: recall - 0.1, high: recall + 0.1)],
            groups: ["session_length": groups, "items": groups, "history": groups],
            overTime: cells, calibration: ["clicks": bins, "carts": bins],
            gain: [
                BacktestReport.Gain(
                    metric: "clicks.recall@20", frozen: 0.1, completed: 0.25, streaming: recall,
                    others: difference, own: difference)
            ],
            seconds: BacktestReport.Seconds(training: 1, test: 2, scoring: 0.5), stateBytes: 1 << 20
        )
    }

    private static var report: BacktestReport {
        var report = BacktestReport(
            protocolName: "otto", learning: "static", cutoffs: [20],
            leadingMetrics: ["recall", "hit_rate", "mrr", "ndcg"])
        report.test.events = 1_000
        report.configurations = [
            configuration("base", recall: 0.5), configuration("a<b>&\"c\"", recall: 0.6),
        ]
        report.comparisons = [
            BacktestReport.Comparison(
                baseline: "base", configuration: "a<b>&\"c\"", metric: "clicks.recall@20",
                difference: 0.1, low: 0.02, high: 0.18, pValue: 0.01, isReal: true)
        ]
        return report
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [String] = []
        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) { elements.append(name) }
    }

    private static func charts(of page: String) -> [Substring] {
        page.matches(of: /(?s)<svg .*?<\/svg>/).map(\.output)
    }

    @Test func `a page needs nothing but itself`() {
        let page = HTMLReport(Self.report).text
        for word in ["http", "src=", "href=", "@import", "url(", "<script"] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test func `names are written out, and every chart is well-formed`() {
        let page = HTMLReport(Self.report).text
        #expect(!page.contains("a<b>"))
        #expect(page.contains("a&lt;b&gt;&amp;&quot;c&quot;"))
        let charts = Self.charts(of: page)
        // One difference; for two objectives three groupings and a course of time and a
        // calibration; the costs.
        #expect(charts.count == 1 + 2 * 5 + 1)
        for chart in charts {
            let reader = Reader()
            let parser = XMLParser(data: Data(chart.utf8))
            parser.delegate = reader
            #expect(parser.parse(), "\(parser.parserError?.localizedDescription ?? "")")
            #expect(reader.elements.contains("text"))
            #expect(chart.contains("aria-label=\""))
            #expect(!chart.contains(/[" ](nan|-?inf)/))
        }
    }

    @Test func `every configuration has its figures in a table, and its dots`() throws {
        let page = HTMLReport(Self.report).text
        #expect(page.contains("<td>0.5000<small>0.400 to 0.600</small></td>"))
        #expect(page.contains("<td>0.6000"))
        let lengths = try #require(
            Self.charts(of: page).first { $0.contains("By length of the session") })
        #expect(lengths.matches(of: /<circle class="dot c0"/).count == 3)
        #expect(lengths.matches(of: /<circle class="dot c1"/).count == 3)
    }

    @Test func `what learning gained stands in a table, with its intervals`() {
        let page = HTMLReport(Self.report).text
        #expect(page.contains("<td>+0.1500<small>0.1100 to 0.1900</small></td>"))
        var report = Self.report
        for index in report.configurations.indices { report.configurations[index].gain = [] }
        #expect(!HTMLReport(report).text.contains("gains"))
    }

    @Test func `a page of one configuration has no differences`() {
        var report = Self.report
        report.configurations.removeLast()
        report.comparisons = []
        #expect(!HTMLReport(report).text.contains("Differences to"))
    }
}
