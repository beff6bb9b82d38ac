internal import CovisitCore

/// What came true of one list.
struct Revelation {
    /// Of the catalogue.
    var session: Int
    var objective: EventType
    var recommended: [UInt32]
    /// What is published beside them.
    var scores: [Float]
    var relevant: [UInt32]
    /// Event time of what came true, milliseconds.
    var timestamp: Int64
    /// Events that the session had when the list was made.
    var sessionLength: Int
}

/// The figures of one configuration, added up prediction by prediction.
///
/// Sums for every metric and cut-off, the columns by session that comparisons resample, sums by
/// group and by time. Memory: 192 bytes a session.
struct ScoreSheet: Sendable {
    /// Cells of a course of time.
    static let cellCount = 60

    let plan: ScorePlan
    private let objectiveCount = EventType.allCases.count
    private let firstTimestamp: Int64
    private let cellLength: Int64
    private(set) var predictionCounts = [Int](repeating: 0, count: EventType.allCases.count)
    private var sums: [Contribution]
    private var columns: [[Contribution]]
    private var groups: [Contribution]
    private var groupCounts: [Int]
    private var cells: [Contribution]
    private(set) var coverages: [CatalogueCoverage]
    private var calibrations = [Calibration](
        repeating: Calibration(), count: EventType.allCases.count)

    init(_ plan: ScorePlan, sessionCount: Int, from first: Int64, to last: Int64) {
        self.plan = plan
        // A test without events has no course of time.
        firstTimestamp = min(first, last)
        cellLength = max(1, (last - first) / Int64(Self.cellCount) + 1)
        let metricCount = plan.metrics.count
        sums = Array(
            repeating: .zero, count: objectiveCount * metricCount * plan.cutoffs.count)
        columns = Array(
            repeating: Array(repeating: .zero, count: sessionCount),
            count: objectiveCount * ScorePlan.groupMetricCount)
        groups = Array(
            repeating: .zero,
            count: objectiveCount * Grouping.groupCount * ScorePlan.groupMetricCount)
        groupCounts = Array(repeating: 0, count: objectiveCount * Grouping.groupCount)
        cells = Array(
            repeating: .zero,
            count: objectiveCount * Self.cellCount * ScorePlan.groupMetricCount)
        coverages = (0..<objectiveCount * plan.cutoffs.count).map {
            CatalogueCoverage(
                at: plan.cutoffs[$0 % plan.cutoffs.count], catalogueCount: plan.catalogueCount)
        }
    }

    mutating func add(
        _ revelation: Revelation, isTrained: (UInt32) -> Bool, isSeen: (UInt32) -> Bool
    ) {
        let objective = Int(revelation.objective.rawValue)
        let prediction = Prediction(
            recommended: revelation.recommended, relevant: revelation.relevant)
        predictionCounts[objective] += 1
        addSums(prediction, objective, session: revelation.session)
        calibrations[objective].add(
            prediction, scores: revelation.scores, within: plan.cutoffMax)
        add(
            prediction, objective,
            group: Grouping.sessionLength.offset + Grouping.ofLength(revelation.sessionLength))
        split(revelation, objective, .items, by: isTrained)
        split(revelation, objective, .history, by: isSeen)
        let cell = Int((revelation.timestamp - firstTimestamp) / cellLength)
        let first =
            (objective * Self.cellCount + max(0, min(Self.cellCount - 1, cell)))
            * ScorePlan.groupMetricCount
        for metric in 0..<ScorePlan.groupMetricCount {
            cells[first + metric] += plan.metrics[metric].contribution(
                of: prediction, at: plan.cutoffMax)
        }
    }

    private mutating func addSums(_ prediction: Prediction, _ objective: Int, session: Int) {
        let cutoffCount = plan.cutoffs.count
        for (index, metric) in plan.metrics.enumerated() {
            let row = objective * plan.metrics.count + index
            for (place, cutoff) in plan.cutoffs.enumerated() {
                let contribution = metric.contribution(of: prediction, at: cutoff)
                sums[row * cutoffCount + place] += contribution
                if place == cutoffCount - 1, index < ScorePlan.groupMetricCount {
                    columns[objective * ScorePlan.groupMetricCount + index][session] += contribution
                }
            }
        }
        for place in 0..<cutoffCount { coverages[objective * cutoffCount + place].add(prediction) }
    }

    private mutating func add(_ prediction: Prediction, _ objective: Int, group: Int) {
        let index = objective * Grouping.groupCount + group
        groupCounts[index] += 1
        for metric in 0..<ScorePlan.groupMetricCount {
            groups[index * ScorePlan.groupMetricCount + metric] +=
                plan.metrics[metric].contribution(of: prediction, at: plan.cutoffMax)
        }
    }

    /// Counts the items that came true in two groups, each by itself.
    private mutating func split(
        _ revelation: Revelation, _ objective: Int, _ grouping: Grouping,
        by isFirst: (UInt32) -> Bool
    ) {
        for (place, wanted) in [true, false].enumerated() {
            let relevant = revelation.relevant.filter { isFirst($0) == wanted }
            if relevant.isEmpty { continue }
            add(
                Prediction(recommended: revelation.recommended, relevant: relevant), objective,
                group: grouping.offset + place)
        }
    }

    // MARK: Results

    func sum(_ objective: EventType, metric: Int, cutoff place: Int) -> Contribution {
        let row = Int(objective.rawValue) * plan.metrics.count + metric
        return sums[row * plan.cutoffs.count + place]
    }

    /// Contributions by session at the largest cut-off, of one of the first four metrics.
    func column(_ objective: EventType, metric: Int) -> [Contribution] {
        columns[Int(objective.rawValue) * ScorePlan.groupMetricCount + metric]
    }

    func group(
        _ objective: EventType, _ grouping: Grouping, _ place: Int
    ) -> (count: Int, sums: ArraySlice<Contribution>) {
        let index = Int(objective.rawValue) * Grouping.groupCount + grouping.offset + place
        let first = index * ScorePlan.groupMetricCount
        return (groupCounts[index], groups[first..<(first + ScorePlan.groupMetricCount)])
    }

    func cell(
        _ objective: EventType, _ place: Int
    ) -> (start: Int64, sums: ArraySlice<Contribution>) {
        let first = (Int(objective.rawValue) * Self.cellCount + place) * ScorePlan.groupMetricCount
        return (
            firstTimestamp + Int64(place) * cellLength,
            cells[first..<(first + ScorePlan.groupMetricCount)]
        )
    }

    func calibration(_ objective: EventType) -> Calibration {
        calibrations[Int(objective.rawValue)]
    }

    /// OTTO's weighted recall at the largest cut-off.
    var total: Double? {
        if !plan.hasTotal { return nil }
        return OTTOScore.total(
            EventType.allCases.map { sum($0, metric: 0, cutoff: plan.cutoffs.count - 1) })
    }
}
