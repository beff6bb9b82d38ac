internal import Backtest

/// A backtest's report for a terminal.
struct BacktestTable {
    private let report: BacktestReport
    private let readSeconds: Double

    init(_ report: BacktestReport, readSeconds: Double) {
        self.report = report
        self.readSeconds = readSeconds
    }

    var text: String {
        ([heading] + report.configurations.map(lines) + comparisons).joined(separator: "\n")
    }

    private var heading: String {
        let (training, test) = (report.training, report.test)
        return "\(report.protocolName), \(report.learning): \(training.events) events learnt from "
            + "(\(training.items) items), \(test.events) events of \(test.sessions) sessions "
            + "tested; read in \(fixed(readSeconds, 2)) s" + rejected
    }

    private var rejected: String {
        let count = report.training.rejected + report.test.rejected
        return count == 0 ? "" : "; \(count) records were no events"
    }

    private func lines(of configuration: BacktestReport.Configuration) -> String {
        let history = Set(configuration.history.values).sorted().joined(separator: "/")
        var lines = [
            "",
            "\(configuration.name)  (digest \(configuration.digest); items that the session has "
                + "seen: \(history); trained in \(fixed(configuration.seconds.training, 2)) s, "
                + "tested in \(fixed(configuration.seconds.test, 2)) s)",
        ]
        for objective in configuration.metrics.objectives {
            let count = configuration.predictions[objective.name] ?? 0
            let values = objective.values.map { name, value in
                let interval = configuration.intervals["\(objective.name).\(name)"]
                let range =
                    interval.map { " [\(fixed($0.low, 4)), \(fixed($0.high, 4))]" } ?? ""
                return "\(name) \(fixed(value, 6))\(range)"
            }
            lines.append("  \(objective.name) (\(count) predictions)")
            for start in stride(from: 0, to: values.count, by: 3) {
                lines.append(
                    "    " + values[start..<min(start + 3, values.count)].joined(separator: "  "))
            }
        }
        if let total = configuration.metrics.total {
            lines.append("  total \(fixed(total, 6))")
        }
        lines += configuration.gain.map(line)
        return lines.joined(separator: "\n")
    }

    /// What learning during the test gained by one metric.
    private func line(of gain: BacktestReport.Gain) -> String {
        func text(_ difference: BacktestReport.Difference) -> String {
            let sign = difference.value > 0 ? "+" : ""
            return "\(sign)\(fixed(difference.value, 4)) "
                + "[\(fixed(difference.low, 4)), \(fixed(difference.high, 4))]"
        }
        return
            "  gain of learning, \(gain.metric): static \(fixed(gain.frozen, 4)), other sessions "
            + "\(text(gain.others)), own session \(text(gain.own)), streaming "
            + fixed(gain.streaming, 4)
    }

    private var comparisons: [String] {
        if report.comparisons.isEmpty { return [] }
        return ["", "differences to \(report.configurations.first?.name ?? ""):"]
            + report.comparisons.map { comparison in
                let sign = comparison.difference > 0 ? "+" : ""
                return "  \(comparison.configuration)  \(comparison.metric)  "
                    + "\(sign)\(fixed(comparison.difference, 6)) "
                    + "[\(fixed(comparison.low, 6)), \(fixed(comparison.high, 6))]  "
                    + (comparison.isReal ? "real" : "may be chance")
            }
    }
}
