package import StreamPipeline
package import SystemPackage
package import WireFormats

/// Events from files, read in order: JSON lines of events, or OTTO's one session a line; plain,
/// gzip or zstd. Both are told by content, file by file and line by line.
///
/// Everything is one partition; an offset is the index of a record over all files, where a line
/// that is rejected counts as one record and a session's line as many as it has events. Memory
/// is bounded by the longest line allowed. `fill` reads the disk on the actor's own thread.
package actor RecordedEventSource: EventSource {
    package nonisolated let name: String
    package nonisolated let progress: InputProgress
    private let partition: Int32
    private let clock: @Sendable () -> Int64
    private let reader: RecordingReader
    private var failure: RecordingError?

    /// Checks that the files are there and may be read, so that a typing error shows at once.
    ///
    /// - Parameters:
    ///   - name: Goes into published records; by default the first file's name.
    ///   - limit: How many events to deliver at most, rejected lines not counted.
    ///   - clock: What `ts` is held against, in milliseconds since 1970, read once a batch;
    ///     `Int64.max` for none.
    package init(
        files: [FilePath], schema: EventSchema, name: String? = nil,
        partition: Int32 = 0, batchEventsMax: Int = 10_000, limit: Int? = nil,
        clock: @escaping @Sendable () -> Int64 = { .max },
        lineByteCountMax: Int = SessionLineDecoder.lineByteCountMax
    ) throws(RecordingError) {
        self.partition = partition
        self.clock = clock
        self.name = name ?? files.first?.lastComponent?.string ?? "recording"
        progress = InputProgress(total: try Self.byteCount(of: files))
        reader = RecordingReader(
            files: files, progress: progress,
            decoder: RecordedLineDecoder(
                schema: schema, lineByteCountMax: lineByteCountMax,
                partition: partition),
            lines: RecordingLines(lineByteCountMax: lineByteCountMax),
            batchEventsMax: batchEventsMax, limit: limit)
    }

    /// Returns false, with an empty batch, once all was delivered. Records read before an error
    /// are delivered first; the error comes with the call after them, and with every later one.
    package func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        if let failure { throw failure }
        do {
            try reader.fill(&batch, clock: clock())
        } catch {
            failure = error
            if batch.recordCount == 0 { throw error }
        }
        if batch.recordCount == 0 { return false }
        batch.nextOffsets[partition] = reader.nextOffset
        return true
    }

    /// A recording has nobody to tell.
    package func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}

    package func close() async {}

    private static func byteCount(of files: [FilePath]) throws(RecordingError) -> Int {
        var sum = 0
        var isKnown = true
        for path in files {
            guard let size = try regularFileByteCount(path) else {
                isKnown = false
                continue
            }
            sum += size
        }
        return isKnown ? sum : 0
    }

    /// nil for a pipe: opening it here would take it away from its writer.
    private static func regularFileByteCount(_ path: FilePath) throws(RecordingError) -> Int? {
        do {
            let status = try Stat(path)
            guard status.type == .regular else { return nil }
            try RecordingFile.open(path).close()
            return Int(status.size)
        } catch let error as RecordingError {
            throw error
        } catch {
            throw RecordingError(path: path, byteOffset: nil, system: error)
        }
    }
}
