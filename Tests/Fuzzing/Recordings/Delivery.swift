internal import CovisitCore
internal import Fuzzing
internal import Storage
internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// Everything that a source delivered, whatever batches it came in.
struct Delivery: Equatable {
    /// Most records that are read: a few bytes of a compressed file may stand for millions.
    private static let recordCountMax = 500

    /// Each behind its offset: an event in the default wire format, a payload behind its reason.
    private(set) var events: [UInt8] = []
    private(set) var rejected: [UInt8] = []
    private(set) var failure: RecordingError.Code?
    private(set) var recordCount = 0
    private var nextOffset: Int64 = 0

    /// Whether there may be more that was not read.
    var isCut: Bool { recordCount >= Self.recordCountMax }

    /// Reads the file to its end or error, or as far as the limit, checking every batch.
    init(_ path: String, schema: EventSchema, lineByteCountMax: Int, batchEventsMax: Int)
        async throws
    {
        do {
            let source = try RecordedEventSource(
                files: [FilePath(path)], schema: schema, batchEventsMax: batchEventsMax,
                lineByteCountMax: lineByteCountMax)
            var batch = InputBatch()
            while recordCount < Self.recordCountMax, try await source.fill(&batch) {
                try require(1...batchEventsMax ~= batch.recordCount, "\(batch.recordCount) records")
                try add(batch)
            }
            let progress = source.progress
            try require(progress.done <= progress.total, "read more than there is")
        } catch let error as RecordingError {
            failure = error.code
        }
    }

    private mutating func add(_ batch: InputBatch) throws(BrokenInvariant) {
        var offsets: Set<Int64> = []
        for event in batch.events.events {
            offsets.insert(event.offset)
            withUnsafeBytes(of: event.offset) { events.append(contentsOf: $0) }
            EventEncoder.append(event, arena: batch.events.arena, to: &events)
        }
        for record in batch.rejected {
            offsets.insert(record.position.offset)
            withUnsafeBytes(of: record.position.offset) { rejected.append(contentsOf: $0) }
            rejected.append(contentsOf: record.reason.rawValue.utf8)
            rejected.append(contentsOf: record.payload ?? [])
        }
        recordCount += batch.recordCount
        let end = batch.nextOffsets[0] ?? 0
        let isWhole =
            offsets.count == batch.recordCount && offsets.min() == nextOffset
            && offsets.max() == end - 1 && Int64(offsets.count) == end - nextOffset
        try require(isWhole, "offsets \(nextOffset)..<\(end) of \(batch.recordCount) records")
        nextOffset = end
    }
}
