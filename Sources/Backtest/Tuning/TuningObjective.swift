internal import CovisitCore

/// The one figure that a search makes larger.
package struct TuningObjective: Sendable, Equatable, CustomStringConvertible {
    private enum Figure: Sendable, Equatable {
        /// OTTO's weighted recall@20.
        case total
        case metric(EventType, index: Int, name: String)
    }

    private let figure: Figure
    package let cutoff: Int

    package static let total = TuningObjective(figure: .total, cutoff: 20)

    /// Metrics that are kept by session, in the order of a sheet's columns.
    private static let metrics = ScorePlan(
        cutoffs: [20], facts: ItemFacts(prices: [], trainingCounts: []), catalogueCount: 0
    ).metrics.prefix(ScorePlan.groupMetricCount).map(\.name)

    /// What may be asked for.
    package static let allowed =
        "total, or TYPE.METRIC@K with clicks, carts or orders, one of "
        + metrics.joined(separator: ", ") + ", and a K from 1 to 20"

    private init(figure: Figure, cutoff: Int) {
        self.figure = figure
        self.cutoff = cutoff
    }

    /// `total`, or a name as in reports: `orders.recall@20`; nil for anything else.
    package init?(_ text: String) {
        if text == "total" {
            self = .total
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let type = EventType.allCases.first(where: { "\($0)" == parts[0] })
        else { return nil }
        let name = parts[1].prefix { $0 != "@" }
        guard let index = Self.metrics.firstIndex(of: String(name)),
            let cutoff = Int(parts[1].dropFirst(name.count + 1)), (1...20).contains(cutoff)
        else { return nil }
        figure = .metric(type, index: index, name: String(name))
        self.cutoff = cutoff
    }

    package var description: String {
        switch figure {
        case .total: "total"
        case .metric(let type, _, let name): "\(type).\(name)@\(cutoff)"
        }
    }

    /// What a configuration has come to in these sessions.
    func scored(_ sheet: ScoreSheet, sessions: [UInt32]) -> TuningScore {
        func column(_ type: EventType, _ index: Int) -> [Contribution] {
            let column = sheet.column(type, metric: index)
            return sessions.map { column[Int($0)] }
        }
        let columns =
            switch figure {
            case .total: EventType.allCases.map { column($0, 0) }
            case .metric(let type, let index, _): [column(type, index)]
            }
        return TuningScore(
            value: score(columns.map { $0.reduce(.zero, +) }), columns: columns)
    }

    /// How much better `b` is than `a`; nil where nothing came true.
    package func difference(from a: TuningScore, to b: TuningScore) -> ScoreDifference? {
        Bootstrap.ofReports.difference(from: a.columns, to: b.columns, score: score)
    }

    /// What there was to be found in the sessions of a score: truths for recalls, otherwise
    /// predictions.
    package func counts(_ score: TuningScore) -> [(type: String, count: Int)] {
        let types =
            switch figure {
            case .total: EventType.allCases
            case .metric(let type, _, _): [type]
            }
        return zip(types, score.columns).map { type, column in
            ("\(type)", Int(column.reduce(0) { $0 + $1.weight }))
        }
    }

    private func score(_ sums: [Contribution]) -> Double? {
        switch figure {
        case .total: OTTOScore.total(sums)
        case .metric: sums.first?.score
        }
    }
}

/// A configuration's score, and what it is made of by session.
package struct TuningScore: Sendable {
    /// nil: nothing came true that the objective counts.
    package let value: Double?
    let columns: [[Contribution]]
}
