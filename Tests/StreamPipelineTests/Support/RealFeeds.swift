import CovisitCore
import Storage
import StreamPipeline
import SystemPackage
import WireFormats

/// Recorded shops: the one in the repository, and those that may not be copied into it.
enum RealFeed {
    /// The recording that the demo plays.
    static var rees46: FilePath {
        var root = FilePath(#filePath)
        for _ in 0..<4 { root.removeLastComponent() }
        return root.appending("Sources/covisitd/Demo/rees46_2019oct01.jsonl.gz")
    }

    static func source(
        _ path: FilePath, batchEventsMax: Int = 4_096, limit: Int? = nil
    ) throws -> RecordedEventSource {
        try RecordedEventSource(
            files: [path], schema: EventSchema(), name: "events", batchEventsMax: batchEventsMax,
            limit: limit)
    }

    static func events(_ path: FilePath) async throws -> [Event] {
        let source = try source(path)
        var batch = InputBatch()
        var events: [Event] = []
        while try await source.fill(&batch) { events += batch.events.events }
        return events
    }
}
