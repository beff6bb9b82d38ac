internal import Backtest
internal import CovisitCore
internal import Operations
internal import Settings

/// The live scorer as the settings want it, and its results as people see them.
struct LiveQuality: Sendable {
    private let board: QualityBoard
    private let settings: LiveQualitySettings

    /// `observe` is for the pipeline, whose steps are to judge as `PipelineOptions` of the same
    /// settings say; nil where quality is not measured.
    static func make(
        _ settings: DaemonSettings
    ) -> (quality: LiveQuality, observe: (EngineStep) -> Void)? {
        guard settings.liveQuality.enabled else { return nil }
        let scorer = LiveScorer(LiveQualityOptions(settings.liveQuality), settings.engine)
        let quality = LiveQuality(board: scorer.board, settings: settings.liveQuality)
        return (quality, scorer.observe)
    }

    /// As of the last step.
    var status: DaemonStatus.Quality {
        let figures = board.figures
        var status = DaemonStatus.Quality()
        status.share = settings.share
        status.sessions = DaemonStatus.Limit(
            used: figures.sessions, max: figures.sessionsMax, dropped: figures.sessionsDropped)
        status.windows = figures.windows.map { window in
            let span = window.span.map { Duration.milliseconds($0).text } ?? "start"
            var status = DaemonStatus.Quality.Window(window: span)
            status.total = window.total
            status.clicks = DaemonStatus.Quality.Objective(window.recalls.clicks)
            status.carts = DaemonStatus.Quality.Objective(window.recalls.carts)
            status.orders = DaemonStatus.Quality.Objective(window.recalls.orders)
            return status
        }
        return status
    }
}

extension LiveQualityOptions {
    init(_ settings: LiveQualitySettings) {
        self.init()
        share = settings.share
        sessionsMax = settings.sessionsMax
        windows = settings.windows.map { Int64($0 / .milliseconds(1)) }
    }
}

extension DaemonStatus.Quality.Objective {
    fileprivate init(_ recalls: QualityFigures.Recalls) {
        self.init()
        all = DaemonStatus.Quality.Recall(recalls.all)
        seen = DaemonStatus.Quality.Recall(recalls.seen)
        new = DaemonStatus.Quality.Recall(recalls.new)
        newcomers = DaemonStatus.Quality.Recall(recalls.newcomers)
        seenShare = all.hits > 0 ? Double(seen.hits) / Double(all.hits) : nil
    }
}

extension DaemonStatus.Quality.Recall {
    fileprivate init(_ contribution: Contribution) {
        // One relevant item each: the weight counts lists, the sum hits.
        self.init(judged: Int(contribution.weight), hits: Int(contribution.sum))
    }
}

extension DaemonStatus.Quality {
    /// Recall since the start, in a line.
    var summary: String {
        guard let window = windows.last, let total = window.total else {
            return "live recall@20: no list was judged yet"
        }
        let parts = [
            ("clicks", window.clicks), ("carts", window.carts), ("orders", window.orders),
        ].compactMap { name, objective in
            objective.all.recall.map { recall in
                let own = objective.seenShare.map { ", \(fixed($0 * 100, 0)) % of it seen" } ?? ""
                return "\(name) \(fixed(recall, 6)) (\(objective.all.judged) judged\(own))"
            }
        }
        return "live recall@20: total \(fixed(total, 6)), " + parts.joined(separator: ", ")
    }
}
