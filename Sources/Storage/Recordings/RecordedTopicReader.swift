package import StreamPipeline
package import SystemPackage
package import WireFormats

/// Reads recordings of a topic, one file after the other, as `TopicRecordingWriter` makes them.
///
/// In memory is one frame, and what `next` hands over.
package actor RecordedTopicReader: TopicReader {
    private static let entryCountMax = 1_024
    private static let byteCountMax = 1 << 20

    package nonisolated let topic: String
    package nonisolated let progress: InputProgress
    /// Whether all files have a daemon's batches.
    package nonisolated let isConsumedOrder: Bool
    private var files: ArraySlice<FilePath>
    private var bounds: RecordedBounds
    private let decoder = TopicFrameDecoder()
    private var descriptor: FileDescriptor?
    private var frames: TopicRecordingFrames?
    private var hasFrame = false
    /// The last entry says that everything is there.
    private var isComplete = false
    private var failure: RecordingError?

    /// Whether this file is the recording of a topic, told by its content; a pipe is not.
    package static func isRecording(_ path: FilePath) throws(RecordingError) -> Bool {
        do {
            guard try Stat(path).type == .regular else { return false }
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            let start = try file.closeAfter { try file.bytes(8, at: 0) }
            return start.withUnsafeBytes { TopicRecordingFormat.isRecording($0) }
        } catch {
            throw RecordingError(path: path, byteOffset: nil, system: error)
        }
    }

    /// Looks at the headers, so that what is wrong with them shows at once.
    package init(
        files: [FilePath], bounds: RecordedBounds = RecordedBounds()
    ) throws(RecordingError) {
        let found = try files.map { path throws(RecordingError) in try Self.look(at: path) }
        let topic = found.first?.header.topic ?? ""
        for (path, other) in zip(files, found) where other.header.topic != topic {
            throw RecordingError(
                .foreign, path, nil,
                "it is of topic \"\(other.header.topic)\", the first one of \"\(topic)\"")
        }
        self.topic = topic
        isConsumedOrder = found.allSatisfy(\.header.isConsumedOrder)
        self.files = files[...]
        self.bounds = bounds
        progress = InputProgress(total: found.reduce(0) { $0 + $1.byteCount })
    }

    private static func look(
        at path: FilePath
    ) throws(RecordingError) -> (header: TopicRecordingHeader, byteCount: Int) {
        let descriptor = try RecordingFile.open(path)
        defer { try? descriptor.close() }
        return (
            try TopicRecordingFrames(descriptor, path).header,
            try TopicRecordingFrames.byteCount(of: descriptor, path)
        )
    }

    /// Entries read before an error are handed over first.
    package func next() async throws -> [TopicEntry]? {
        if let failure { throw failure }
        var entries: [TopicEntry] = []
        do {
            try take(&entries)
        } catch {
            failure = error
            if entries.isEmpty { throw error }
        }
        return entries.isEmpty ? nil : entries
    }

    private func take(_ entries: inout [TopicEntry]) throws(RecordingError) {
        var byteCount = 0
        while entries.count < Self.entryCountMax, byteCount < Self.byteCountMax {
            guard let entry = try nextEntry() else { return }
            isComplete = entry == .end
            if case .record(let record) = entry {
                if !bounds.admit(record) { continue }
                byteCount += (record.key?.count ?? 0) + (record.value?.count ?? 0)
            }
            entries.append(entry)
        }
    }

    package func close() async {
        try? descriptor?.close()
        descriptor = nil
        frames = nil
        files = []
    }

    private func nextEntry() throws(RecordingError) -> TopicEntry? {
        while true {
            if let frames, hasFrame {
                do {
                    if let entry = try decoder.next() { return entry }
                } catch {
                    throw frames.failure(error)
                }
                hasFrame = false
            }
            if try !beginFrame() { return nil }
        }
    }

    /// Goes on with the next frame, or the next file; false at the end of all.
    private func beginFrame() throws(RecordingError) -> Bool {
        guard let frames else { return try beginFile() }
        if let frame = try frames.next() {
            do {
                try decoder.begin(frame)
            } catch {
                throw frames.failure(error)
            }
            hasFrame = true
            return true
        }
        if !isComplete {
            throw RecordingError(.truncated, frames.path, frames.offset, "it is not finished")
        }
        try? descriptor?.close()
        descriptor = nil
        self.frames = nil
        return try beginFile()
    }

    private func beginFile() throws(RecordingError) -> Bool {
        guard let path = files.popFirst() else { return false }
        let descriptor = try RecordingFile.open(path)
        self.descriptor = descriptor
        frames = try TopicRecordingFrames(descriptor, path, progress: progress)
        isComplete = false
        return true
    }
}
