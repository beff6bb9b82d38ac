internal import ArgumentParser
internal import Backtest
internal import Settings
internal import StreamPipeline

/// Events of whatever `replay` reads, in memory: files of events, recordings of topics, a topic.
func readFeed(_ paths: [String], _ settings: DaemonSettings) async throws -> TestFeed {
    if paths.isEmpty { return TestFeed() }
    let options = ReplayInput.Options(
        input: paths, bounds: try BoundOptions.parse([]), journal: nil, limit: nil)
    let source = try ReplayInput(options, settings).source
    let feed = try await TestFeed(source)
    await source.close()
    guard feed.eventCount > 0 else {
        throw NoEvents(paths: paths, rejectedCount: feed.rejectedCount)
    }
    return feed
}

/// There is nothing to learn from, or nothing to predict.
struct NoEvents: Error, CustomStringConvertible {
    let paths: [String]
    let rejectedCount: Int

    var description: String {
        "no event in \(paths.joined(separator: ", ")): \(rejectedCount) records are none; "
            + "covisitd replay says why"
    }
}
