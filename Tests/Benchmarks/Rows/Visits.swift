internal import CovisitCore
internal import Storage
internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// All events of a recording, in its order.
func readVisits(_ path: FilePath) async throws -> [Event] {
    let source = try RecordedEventSource(files: [path], schema: EventSchema())
    var events: [Event] = []
    var batch = InputBatch()
    while try await source.fill(&batch) {
        if !batch.rejected.isEmpty || !batch.events.arena.isEmpty {
            throw BenchmarkFailure(
                description: "\(path): this benchmark wants events with integer ids only")
        }
        events += batch.events.events
    }
    return events
}
