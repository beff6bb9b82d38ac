internal import Backtest
internal import CovisitCore

/// How much of what came true lists held: OTTO's recall@20.
struct KnowingScore {
    private var recalls = [Contribution](repeating: .zero, count: EventType.allCases.count)

    mutating func add(_ lists: [[Int64]], _ labels: [[Int64]]) {
        for (index, (list, truth)) in zip(lists, labels).enumerated() {
            recalls[index] += Contribution(
                sum: Double(truth.count { list.contains($0) }),
                weight: Double(min(20, truth.count)))
        }
    }

    var text: String {
        let parts = zip(EventType.allCases, recalls).map { objective, recall in
            "\(objective) \(rounded(recall.score))"
        }
        return parts.joined(separator: ", ") + "; weighted \(rounded(OTTOScore.total(recalls)))"
    }

    private func rounded(_ score: Double?) -> String {
        score.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? "none"
    }
}
