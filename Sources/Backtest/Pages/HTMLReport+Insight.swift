/// What the figures do not say by themselves: who taught what, and what a score is worth.
extension HTMLReport {
    // MARK: Gain

    mutating func writeGain() {
        guard report.configurations.contains(where: { !$0.gain.isEmpty }) else { return }
        page.add("h2", text: "What learning during the test gains")
        page.add(
            "p",
            text: "Other sessions: with those that were over, less with training alone. Own "
                + "session: with every event a moment after it happened, less with sessions that "
                + "were over. Intervals leave zero out where the gain is not chance.")
        page.add("<div class=\"wide\"><table><thead><tr><th></th>")
        for column in ["", "static", "other sessions", "own session", "streaming"] {
            page.add("th", "scope=\"col\"", text: column)
        }
        page.add("</tr></thead><tbody>")
        for (number, configuration) in report.configurations.enumerated() {
            for gain in configuration.gain where gain.metric.hasSuffix(".\(leading)") {
                page.add(
                    "<tr><th scope=\"row\"><i class=\"c\(number % Chart.colourCount)\"></i>"
                        + "\(Markup.escaped(configuration.name))</th>")
                page.add("td", text: gain.metric)
                page.add("td", text: fixed(gain.frozen, 4))
                add(gain.others)
                add(gain.own)
                page.add("td", text: fixed(gain.streaming, 4))
                page.add("</tr>")
            }
        }
        page.add("</tbody></table></div>")
    }

    private mutating func add(_ difference: BacktestReport.Difference) {
        let sign = difference.value > 0 ? "+" : ""
        page.add(
            "<td>\(sign)\(fixed(difference.value, 4))<small>\(fixed(difference.low, 4)) to "
                + "\(fixed(difference.high, 4))</small></td>")
    }

    // MARK: Calibration

    mutating func writeCalibration(_ objective: String) {
        let scores = Set(
            report.configurations.flatMap { ($0.calibration[objective] ?? []).map(\.score) }
        ).sorted()
        if scores.isEmpty { return }
        let series = report.configurations.map { configuration in
            let shares = Dictionary(
                (configuration.calibration[objective] ?? []).map { ($0.score, $0.share) }
            ) { $1 }
            return Series(name: configuration.name, values: scores.map { shares[$0] })
        }
        page.add("<figure>")
        page.add(
            "figcaption",
            text: "Share of items that came true, by published score (0 popularity, 1 neighbours, "
                + "2 history)")
        page.add(
            Chart.lines(
                "\(objective): share that came true by score", summary(of: series), series,
                labels: scores.map { fixed($0, 2) }))
        page.add("</figure>")
    }
}

extension BacktestReport {
    /// The two figures that tables show of each objective.
    var overviewMetrics: [String] {
        guard let first = leadingMetrics.first else { return ["recall", "mrr"] }
        let second = ["mrr", "money_precision", "map"].first { leadingMetrics.contains($0) }
        return [first] + [second].compactMap(\.self)
    }
}
