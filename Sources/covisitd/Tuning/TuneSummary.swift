internal import Backtest

/// A search's outcome for a terminal.
struct TuneSummary {
    private let report: TuningReport

    init(_ report: TuningReport) {
        self.report = report
    }

    var text: String {
        var lines = [
            "\(report.protocolName), \(report.learning), \(report.method): "
                + "\(report.triedCount) configurations beside the base"
                + (report.seconds.map { " in \(fixed($0, 1)) s" } ?? "")
        ]
        if report.untriedCount > 0 {
            lines.append("trials that the time was too short for: \(report.untriedCount)")
        }
        lines += report.verdict
        if report.winner != 0,
            let winner = report.trials.first(where: { $0.number == report.winner })
        {
            lines += winner.overrides.map { "  --set \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}
