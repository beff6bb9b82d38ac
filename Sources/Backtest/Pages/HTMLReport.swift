/// A backtest's report as one page that needs nothing else: for a browser, a phone, a printer.
package struct HTMLReport {
    let report: BacktestReport
    var page = Markup()

    package init(_ report: BacktestReport) {
        self.report = report
        write()
    }

    package var text: String { page.text }

    private var names: [String] { report.configurations.map(\.name) }
    var cutoff: Int { report.cutoffs.last ?? 20 }
    /// What every chart is of: `recall@20`, or what the protocol leads with.
    var leading: String { "\(report.leadingMetrics.first ?? "recall")@\(cutoff)" }
    /// Those that something came true for.
    private var objectives: [String] {
        report.configurations.first?.metrics.objectives.map(\.name) ?? []
    }

    private mutating func write() {
        page.add("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        page.add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        page.add("title", text: "Backtest: \(report.protocolName)")
        page.add("<style>\(PageStyle.sheet)</style></head><body><main>")
        writeHead()
        writeOverview()
        writeDifferences()
        writeGain()
        for objective in objectives { write(objective) }
        writeCosts()
        page.add("</main></body></html>\n")
    }

    private mutating func writeHead() {
        page.add("h1", text: "Backtest: \(report.protocolName), \(report.learning)")
        let (training, test) = (report.training, report.test)
        page.add(
            "p",
            text: "\(training.events) events learnt from (\(training.items) items), "
                + "\(test.events) events of \(test.sessions) sessions tested. Intervals are of 95\u{a0}%, "
                + "by bootstrap over sessions.")
        page.add("<ul class=\"legend\">")
        for (number, configuration) in report.configurations.enumerated() {
            page.add("<li><i class=\"c\(number % Chart.colourCount)\"></i>")
            page.add("b", text: configuration.name)
            let seen = configuration.history.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            page.add(
                "span",
                text: " digest \(configuration.digest); items that the session has seen: \(seen)")
            page.add("</li>")
        }
        page.add("</ul>")
    }

    // MARK: Overview

    private mutating func writeOverview() {
        var columns: [String] = []
        if report.configurations.contains(where: { $0.metrics.total != nil }), objectives.count > 1
        {
            columns.append("total")
        }
        for objective in objectives {
            columns += report.overviewMetrics.map { "\(objective).\($0)@\(cutoff)" }
        }
        page.add("<h2>Overview</h2><div class=\"wide\"><table><thead><tr><th></th>")
        for column in columns { page.add("th", "scope=\"col\"", text: column) }
        page.add("</tr></thead><tbody>")
        for (number, configuration) in report.configurations.enumerated() {
            page.add(
                "<tr><th scope=\"row\"><i class=\"c\(number % Chart.colourCount)\"></i>"
                    + "\(Markup.escaped(configuration.name))</th>")
            for column in columns {
                let value = configuration.value(of: column).map { fixed($0, 4) } ?? "–"
                page.add("<td>\(value)")
                if let interval = configuration.intervals[column] {
                    page.add(
                        "<small>\(fixed(interval.low, 3)) to \(fixed(interval.high, 3))</small>")
                }
                page.add("</td>")
            }
            page.add("</tr>")
        }
        page.add("</tbody></table></div>")
    }

    // MARK: Differences

    private mutating func writeDifferences() {
        if report.comparisons.isEmpty { return }
        page.add("h2", text: "Differences to \(names.first ?? "")")
        page.add("p", text: "A bar that leaves zero out is not chance.")
        let metrics = ["total"] + objectives.map { "\($0).\(leading)" }
        for metric in metrics {
            let rows = report.comparisons.filter { $0.metric == metric }.map { comparison in
                (
                    label: comparison.configuration,
                    colour: names.firstIndex(of: comparison.configuration) ?? 0,
                    value: comparison.difference, low: comparison.low, high: comparison.high
                )
            }
            if rows.isEmpty { continue }
            page.add("h3", text: metric)
            let best = rows.max { $0.value < $1.value }
            page.add(
                Chart.differences(
                    "Differences of \(metric)",
                    "the greatest is \(fixed(best?.value ?? 0, 4)), of \(best?.label ?? "")", rows))
        }
    }

    // MARK: Objectives

    private mutating func write(_ objective: String) {
        let metric = leading
        page.add("h2", text: "\(objective): \(metric)")
        page.add("<div class=\"charts\">")
        for (title, grouping) in [
            ("By length of the session, in events", "session_length"),
            ("Of items that training knows, and of others", "items"),
            ("Of items that the session had seen, and of new ones", "history"),
        ] {
            add(title, report.groups(grouping, objective, metric))
        }
        page.add("<figure>")
        page.add("figcaption", text: "Over time")
        let course = report.course(objective, metric)
        page.add(
            Chart.lines(
                "\(objective) \(metric) over time", summary(of: course.series), course.series,
                labels: course.labels))
        page.add("</figure>")
        writeCalibration(objective)
        page.add("</div>")
    }

    private mutating func add(
        _ title: String, _ content: (series: [Series], labels: [String])
    ) {
        let (series, labels) = content
        page.add("<figure>")
        page.add("figcaption", text: title)
        page.add(Chart.dots(title, summary(of: series), series, labels: labels))
        page.add("</figure>")
    }

    func summary(of series: [Series]) -> String {
        series.map { one in
            let values = one.values.compactMap(\.self)
            let low = fixed(values.min() ?? 0, 3)
            let high = fixed(values.max() ?? 0, 3)
            return "\(one.name) from \(low) to \(high)"
        }.joined(separator: "; ")
    }

    // MARK: Costs

    private mutating func writeCosts() {
        page.add("<h2>Cost and quality</h2><div class=\"charts\"><figure>")
        let first = objectives.first ?? ""
        let hasTotal = report.configurations.contains { $0.metrics.total != nil }
        let quality = hasTotal && objectives.count > 1 ? "total" : "\(first).\(leading)"
        page.add("figcaption", text: "\(quality) by microseconds for an event of the test")
        let points = report.configurations.map { configuration in
            let seconds = configuration.seconds.test - configuration.seconds.scoring
            return (
                name: configuration.name,
                x: seconds * 1_000_000 / Double(max(1, report.test.events)),
                y: configuration.value(of: quality) ?? 0
            )
        }
        page.add(
            Chart.scatter(
                "\(quality) by cost",
                points.map { "\($0.name): \(fixed($0.y, 3)) at \(fixed($0.x, 1)) µs" }
                    .joined(separator: "; "), points))
        page.add("</figure></div><div class=\"wide\"><table><thead><tr><th></th>")
        for column in ["training, s", "test, s", "of it scoring, s", "state, MiB"] {
            page.add("th", "scope=\"col\"", text: column)
        }
        page.add("</tr></thead><tbody>")
        for configuration in report.configurations {
            page.add("<tr>")
            page.add("th", "scope=\"row\"", text: configuration.name)
            let seconds = configuration.seconds
            for value in [
                fixed(seconds.training, 2), fixed(seconds.test, 2), fixed(seconds.scoring, 2),
                "\(configuration.stateBytes >> 20)",
            ] { page.add("td", text: value) }
            page.add("</tr>")
        }
        page.add("</tbody></table></div>")
    }
}

extension BacktestReport.Configuration {
    /// A figure by its name in comparisons: `clicks.recall@20`, or `total`.
    fileprivate func value(of column: String) -> Double? {
        if column == "total" { return metrics.total }
        let parts = column.split(separator: ".", maxSplits: 1)
        return parts.count == 2 ? metrics[String(parts[0]), String(parts[1])] : nil
    }
}

extension BacktestReport {
    fileprivate func groups(
        _ grouping: String, _ objective: String, _ metric: String
    ) -> (series: [Series], labels: [String]) {
        let labels = configurations.first?.groups[grouping]?.map(\.name) ?? []
        return (
            configurations.map { configuration in
                Series(
                    name: configuration.name,
                    values: (configuration.groups[grouping] ?? []).map {
                        $0.metrics[objective, metric]
                    })
            }, labels
        )
    }

    fileprivate func course(
        _ objective: String, _ metric: String
    ) -> (series: [Series], labels: [String]) {
        let starts = Set(configurations.flatMap { $0.overTime.map(\.start) }).sorted()
        let isLong = (starts.last ?? 0) - (starts.first ?? 0) > 2 * 86_400_000
        return (
            configurations.map { configuration in
                let values = Dictionary(
                    configuration.overTime.map { ($0.start, $0.metrics[objective, metric]) }
                ) { $1 }
                return Series(
                    name: configuration.name, values: starts.map { values[$0].flatMap(\.self) })
            }, starts.map { TimeLabel.text($0, isLong: isLong) }
        )
    }
}
