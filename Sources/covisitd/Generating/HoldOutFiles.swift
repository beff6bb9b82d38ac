internal import CovisitCore
internal import Settings
internal import Simulation
internal import Storage
internal import SystemPackage

/// Writes a feed in two parts, and what a knowing recommender makes of the second.
struct HoldOutFiles {
    /// Where the parts go.
    struct Paths {
        var train: String
        var test: String
        var labels: String
        var truth: String?
    }

    private let shape: TrafficShape
    private let span: Duration
    private let paths: Paths

    init(_ shape: TrafficShape, holdingOut span: Duration, _ paths: Paths) {
        self.shape = shape
        self.span = span
        self.paths = paths
    }

    /// Returns what it has written, in a sentence for each thing, and when the training ended.
    func write() throws -> (summary: String, end: Int64) {
        let start = try startOfHoldOut()
        var holdOut = HoldOut(from: start, seed: shape.seed)
        let training = try writeTraining(&holdOut)
        let cuts = holdOut.cuts()
        if cuts.isEmpty {
            throw UsageError(
                "no session of two events begins in the last \(span): a longer --hold-out")
        }
        try writeTest(cuts)
        let score = try writeTruth(cuts)
        let summary = """
            \(training.learnt) events to learn from; \(training.heldOut) held out, in \
            \(cuts.count) cut sessions; \(training.leftOut) left out, of sessions that began before
            a knowing recommender's recall@20: \(score.text)
            """
        return (summary, start)
    }

    /// The feed is made twice: its end tells where the second part begins.
    private func startOfHoldOut() throws -> Int64 {
        var traffic = Traffic(shape)
        var last: Int64 = 0
        for _ in 0..<shape.events { last = traffic.next().timestamp }
        let start = last + 1 - Int64(span / .milliseconds(1))
        if start <= shape.start {
            let days = Double(last - shape.start) / 86_400_000
            throw UsageError(
                "--hold-out leaves nothing to learn from: the events span "
                    + "\((days * 100).rounded() / 100) days; fewer, or more --events")
        }
        return start
    }

    private func writeTraining(
        _ holdOut: inout HoldOut
    ) throws -> (learnt: Int, heldOut: Int, leftOut: Int) {
        let writer = try RecordingWriter(FilePath(paths.train))
        var traffic = Traffic(shape)
        var batch = EventBatch()
        var (learnt, heldOut, leftOut) = (0, 0, 0)
        for _ in 0..<shape.events {
            let visit = traffic.next()
            switch holdOut.take(visit) {
            case .training:
                batch.append(Event(visit, offset: Int64(learnt)))
                learnt += 1
            case .heldOut: heldOut += 1
            case .leftOut: leftOut += 1
            }
            if batch.count == GenerateCommand.batchEventsMax {
                try writer.append(batch)
                batch.removeAll()
            }
        }
        try writer.append(batch)
        try writer.close()
        return (learnt, heldOut, leftOut)
    }

    private func writeTest(_ cuts: [HoldOut.Cut]) throws {
        let shown = cuts.flatMap(\.shown).sorted {
            ($0.timestamp, $0.session) < ($1.timestamp, $1.session)
        }
        var batch = EventBatch()
        for (offset, visit) in shown.enumerated() {
            batch.append(Event(visit, offset: Int64(offset)))
        }
        let test = try RecordingWriter(FilePath(paths.test))
        try test.append(batch)
        try test.close()
        let labels = try RecordingWriter(FilePath(paths.labels))
        for cut in cuts { try labels.append(line: Array(Self.line(of: cut).utf8)) }
        try labels.close()
    }

    /// OTTO's labels: only those that there are.
    private static func line(of cut: HoldOut.Cut) -> String {
        var labels: [String] = []
        if let click = cut.labels[0].first { labels.append("\"clicks\":\(click)") }
        for (name, items) in zip(["carts", "orders"], cut.labels.dropFirst()) where !items.isEmpty {
            labels.append("\"\(name)\":[\(items.map { "\($0)" }.joined(separator: ","))]")
        }
        return "{\"session\":\(cut.session),\"labels\":{\(labels.joined(separator: ","))}}"
    }

    private func writeTruth(_ cuts: [HoldOut.Cut]) throws -> KnowingScore {
        let writer = try paths.truth.map { try RecordingWriter(FilePath($0)) }
        try writer?.append(line: Array("session_type,labels".utf8))
        var recommender = KnowingRecommender(shape)
        var score = KnowingScore()
        for cut in cuts {
            let lists = recommender.lists(after: cut.shown)
            score.add(lists, cut.labels)
            for (objective, list) in zip(EventType.allCases, lists) {
                let items = list.map { "\($0)" }.joined(separator: " ")
                try writer?.append(line: Array("\(cut.session)_\(objective),\(items)".utf8))
            }
        }
        try writer?.close()
        return score
    }
}
