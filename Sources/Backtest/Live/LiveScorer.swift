package import CovisitCore

/// Scores the daemon while it runs: every event judges what was last recommended to its session.
///
/// The prequential protocol of backtests: an event that its session takes, and that is not the
/// first one seen of it, is the one relevant item of a prediction. So the figures over all time
/// are a backtest's on the same events, for any workers and any batches. They begin empty with
/// the process, and are no part of the state.
///
/// Used by one task, that of the pipeline; its board by any. Memory: see
/// `LiveQualityOptions.byteCountMax`.
package final class LiveScorer {
    package let board: QualityBoard
    private var shards: [WatchedSessions]

    /// The engine's steps are to have `options.sample` in `StepOptions.judged`.
    package init(_ options: LiveQualityOptions, _ configuration: EngineConfiguration) {
        shards = (0..<Engine.shardCount).map { _ in WatchedSessions(options, configuration) }
        board = QualityBoard(options, configuration)
    }

    /// Takes what a step's events judge, and its lists.
    package func observe(_ step: EngineStep) {
        if !step.retired.isEmpty {
            var isRetired = [Bool](repeating: false, count: step.ids.bound)
            for item in step.retired { isRetired[Int(item)] = true }
            for shard in shards.indices { shards[shard].forget(isRetired) }
        }
        board.update { tally in
            for shard in shards.indices {
                let visits = step.visits(shard)
                if visits.isEmpty { continue }
                shards[shard].take(
                    visits, step.withRanked(shard) { $0 }, firstEvent: step.eventRange.lowerBound,
                    into: &tally)
            }
            tally.advance(to: step.watermark)
        }
        board.noteSessions(
            count: shards.reduce(0) { $0 + $1.count },
            dropped: shards.reduce(0) { $0 + $1.droppedCount })
    }
}
