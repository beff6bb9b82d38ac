internal import CovisitCore

extension BacktestReport {
    /// Puts the results of a trial together; the first candidate is the baseline of the others.
    package init(_ protocolName: String, _ trial: Trial, _ results: [CandidateResult]) {
        self.protocolName = protocolName
        learning = trial.learning.rawValue
        cutoffs = Array(Set(trial.cutoffs)).sorted()
        leadingMetrics = trial.plan.metrics.prefix(ScorePlan.groupMetricCount).map(\.name)
        training.events = trial.training.eventCount
        training.rejected = trial.training.rejectedCount
        training.items = trial.catalogue.trainingCounts.count { $0 > 0 }
        test.events = trial.test.eventCount
        test.rejected = trial.test.rejectedCount
        test.sessions = trial.catalogue.testedSessionCount
        test.items = trial.catalogue.testedItems.count
        configurations = results.map(Configuration.init)
        guard let baseline = results.first else { return }
        comparisons = results.dropFirst().flatMap { Self.comparisons(baseline, $0) }
    }

    private static func comparisons(
        _ baseline: CandidateResult, _ other: CandidateResult
    ) -> [Comparison] {
        var comparisons: [Comparison] = []
        func add(_ metric: String, _ difference: ScoreDifference?) {
            guard let difference else { return }
            let interval = difference.interval
            comparisons.append(
                Comparison(
                    baseline: baseline.candidate.name, configuration: other.candidate.name,
                    metric: metric, difference: difference.difference, low: interval.lower,
                    high: interval.upper, pValue: difference.pValue,
                    isReal: interval.lower > 0 || interval.upper < 0))
        }
        let (a, b) = (baseline.sheet, other.sheet)
        func recalls(_ sheet: ScoreSheet) -> [[Contribution]] {
            EventType.allCases.map { sheet.column($0, metric: 0) }
        }
        if a.hasSeveralObjectives, a.plan.hasTotal {
            add(
                "total",
                Bootstrap.ofReports.difference(
                    from: recalls(a), to: recalls(b), score: OTTOScore.total))
        }
        for objective in a.objectives {
            for metric in 0..<ScorePlan.groupMetricCount {
                add(
                    a.name(objective, metric),
                    Bootstrap.ofReports.difference(
                        from: a.column(objective, metric: metric),
                        to: b.column(objective, metric: metric)))
            }
        }
        return comparisons
    }
}

extension BacktestReport.Configuration {
    fileprivate init(_ result: CandidateResult) {
        let sheet = result.sheet
        name = result.candidate.name
        digest = result.candidate.digest
        history = [:]
        predictions = [:]
        for objective in EventType.allCases {
            history["\(objective)"] =
                result.candidate.configuration.objectives[objective].history.rawValue
            predictions["\(objective)"] = sheet.predictionCounts[Int(objective.rawValue)]
        }
        metrics = sheet.figures
        intervals = sheet.intervals
        groups = [:]
        for grouping in Grouping.allCases {
            groups[grouping.rawValue] = sheet.groups(grouping)
        }
        overTime = sheet.courseOfTime
        calibration = [:]
        for objective in sheet.objectives {
            calibration["\(objective)"] = sheet.calibration(objective).bins
        }
        gain = result.gain.map { sheet.gains($0) } ?? []
        seconds = BacktestReport.Seconds(
            training: result.trainingSeconds, test: result.testSeconds,
            scoring: result.scoringSeconds)
        stateBytes = result.stateBytes
    }
}

extension ScoreSheet {
    /// Those that something came true for.
    fileprivate var objectives: [EventType] {
        EventType.allCases.filter { predictionCounts[Int($0.rawValue)] > 0 }
    }

    fileprivate var hasSeveralObjectives: Bool { objectives.count > 1 }

    /// As in reports, at the largest cut-off.
    fileprivate func name(_ objective: EventType, _ metric: Int) -> String {
        "\(objective).\(plan.metrics[metric].name)@\(plan.cutoffMax)"
    }

    fileprivate var figures: Figures {
        var figures = Figures()
        for objective in objectives {
            for (index, metric) in plan.metrics.enumerated() {
                for (place, cutoff) in plan.cutoffs.enumerated() {
                    if let score = sum(objective, metric: index, cutoff: place).score {
                        figures.add("\(objective)", "\(metric.name)@\(cutoff)", score)
                    }
                }
            }
            for place in plan.cutoffs.indices {
                let coverage = coverages[Int(objective.rawValue) * plan.cutoffs.count + place]
                if let score = coverage.score {
                    figures.add(
                        "\(objective)", "\(CatalogueCoverage.name)@\(coverage.cutoff)", score)
                }
            }
        }
        figures.total = total
        return figures
    }

    fileprivate var intervals: [String: BacktestReport.Interval] {
        var intervals: [String: BacktestReport.Interval] = [:]
        func add(_ name: String, _ estimate: ScoreEstimate?) {
            guard let interval = estimate?.interval else { return }
            intervals[name] = BacktestReport.Interval(low: interval.lower, high: interval.upper)
        }
        for objective in objectives {
            for metric in 0..<ScorePlan.groupMetricCount {
                add(
                    name(objective, metric),
                    Bootstrap.ofReports.estimate(column(objective, metric: metric)))
            }
        }
        guard plan.hasTotal else { return intervals }
        add(
            "total",
            Bootstrap.ofReports.estimate(
                EventType.allCases.map { column($0, metric: 0) }, score: OTTOScore.total))
        return intervals
    }

    /// What this sheet, of learning from every event, has before those that learnt less.
    fileprivate func gains(_ split: GainSplit) -> [BacktestReport.Gain] {
        var gains: [BacktestReport.Gain] = []
        for objective in objectives {
            for metric in 0..<ScorePlan.groupMetricCount {
                let column = column(objective, metric: metric)
                let completed = split.completed.column(objective, metric: metric)
                let frozen = split.frozen.column(objective, metric: metric)
                guard let others = Bootstrap.ofReports.difference(from: frozen, to: completed),
                    let own = Bootstrap.ofReports.difference(from: completed, to: column)
                else { continue }
                gains.append(
                    BacktestReport.Gain(
                        metric: name(objective, metric), frozen: others.a, completed: others.b,
                        streaming: own.b, others: BacktestReport.Difference(others),
                        own: BacktestReport.Difference(own)))
            }
        }
        return gains
    }

    fileprivate func groups(_ grouping: Grouping) -> [BacktestReport.Group] {
        grouping.names.enumerated().map { place, name in
            var group = BacktestReport.Group(name: name, predictions: [:], metrics: Figures())
            for objective in objectives {
                let (count, sums) = self.group(objective, grouping, place)
                group.predictions["\(objective)"] = count
                add(sums, of: objective, to: &group.metrics)
            }
            return group
        }
    }

    /// From the first cell with a prediction to the last; those between may be empty.
    fileprivate var courseOfTime: [BacktestReport.Cell] {
        var course: [BacktestReport.Cell] = []
        for place in 0..<Self.cellCount {
            var metrics = Figures()
            var start: Int64 = 0
            for objective in objectives {
                let cell = self.cell(objective, place)
                start = cell.start
                add(cell.sums, of: objective, to: &metrics)
            }
            if course.isEmpty, metrics.isEmpty { continue }
            course.append(BacktestReport.Cell(start: start, metrics: metrics))
        }
        while course.last?.metrics.isEmpty ?? false { course.removeLast() }
        return course
    }

    private func add(
        _ sums: ArraySlice<Contribution>, of objective: EventType, to figures: inout Figures
    ) {
        for (metric, sum) in sums.enumerated() {
            guard let score = sum.score else { continue }
            figures.add(
                "\(objective)", "\(plan.metrics[metric].name)@\(plan.cutoffMax)", score)
        }
    }
}
