internal import Glibc
package import SystemPackage
package import WireFormats

/// Writes the recording of a topic, and goes on with one that was begun, also after kill -9: what
/// is torn at its end is cut off.
///
/// Not thread-safe. In memory is one frame.
package final class TopicRecordingWriter {
    private static let syncByteCount = 64 << 20

    private let path: FilePath
    private let descriptor: FileDescriptor
    private var encoder = TopicFrameEncoder(after: RecordedPositions([:]))
    /// The header of the recording that is there; nil while there is none.
    package private(set) var header: TopicRecordingHeader?
    /// The size of the file.
    package private(set) var byteCount = 0
    private var unsyncedByteCount = 0
    /// What it ends with says that everything is there.
    private var isComplete = false

    /// Opens the file, or makes it, and finds out how far it goes. A file that is something else
    /// is refused, and left as it is.
    package init(_ path: FilePath) throws {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead])
        } catch {
            throw FileSinkError(path: path, error)
        }
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            throw RecordingError(.busy, path, nil, "another covisitd records to it")
        }
        try inspect()
    }

    deinit {
        // A child that is just being started holds the same open file until it runs.
        flock(descriptor.rawValue, LOCK_UN)
        try? descriptor.close()
    }

    /// How far it goes.
    package var positions: RecordedPositions { encoder.positions }

    /// Begins a recording in an empty file.
    package func begin(_ header: TopicRecordingHeader) throws(FileSinkError) {
        encoder = TopicFrameEncoder(after: RecordedPositions(header.firstOffsets))
        self.header = header
        try write(header.bytes)
        try sync()
    }

    /// Adds an entry; it is in the file at the latest when `finish` returns.
    package func append(_ entry: TopicEntry) throws {
        isComplete = entry == .end
        do {
            try encoder.append(entry)
        } catch {
            throw RecordingError(.damaged, path, nil, error.cause)
        }
        if encoder.isFull { try writeFrame() }
    }

    /// Says that everything is there, and makes it durable.
    package func finish() throws {
        if !isComplete { try append(.end) }
        try writeFrame()
        try sync()
    }

    private func writeFrame() throws(FileSinkError) {
        guard let frame = encoder.takeFrame() else { return }
        try write(frame)
        if unsyncedByteCount >= Self.syncByteCount { try sync() }
    }

    private func write(_ bytes: [UInt8]) throws(FileSinkError) {
        do {
            try descriptor.writeAll(toAbsoluteOffset: Int64(byteCount), bytes)
        } catch {
            throw FileSinkError(path: path, error)
        }
        byteCount += bytes.count
        unsyncedByteCount += bytes.count
    }

    private func sync() throws(FileSinkError) {
        guard fdatasync(descriptor.rawValue) == 0 else {
            throw FileSinkError(path: path, Errno(rawValue: errno))
        }
        unsyncedByteCount = 0
    }
}

// MARK: - Going on

extension TopicRecordingWriter {
    /// Walks over the frames that are whole, and unpacks the last one.
    private func inspect() throws {
        guard let frames = try wholeHeader() else { return try cut(at: 0) }
        header = frames.header
        let last = try lastFrame(of: frames)
        try cut(at: frames.offset)
        try resume(frames, last)
    }

    /// nil where nothing was written but, perhaps, some of the first bytes.
    private func wholeHeader() throws(RecordingError) -> TopicRecordingFrames? {
        do {
            return try TopicRecordingFrames(descriptor, path)
        } catch {
            guard error.code == .truncated else { throw error }
            let found = try TopicRecordingFrames.byteCount(of: descriptor, path)
            if found == 0 { return nil }
            if try RecordedTopicReader.isRecording(path) { return nil }
            throw RecordingError(.foreign, path, 0, "it is something else")
        }
    }

    private func lastFrame(of frames: TopicRecordingFrames) throws(RecordingError) -> [UInt8]? {
        var last: [UInt8]?
        do {
            while let frame = try frames.next() { last = frame }
        } catch {
            guard error.code == .truncated else { throw error }
        }
        return last
    }

    private func resume(_ frames: TopicRecordingFrames, _ last: [UInt8]?) throws {
        var positions = RecordedPositions(frames.header.firstOffsets)
        if let last {
            let decoder = TopicFrameDecoder()
            do {
                try decoder.begin(last)
                while let entry = try decoder.next() { isComplete = entry == .end }
            } catch {
                throw frames.failure(error)
            }
            positions = decoder.positions
        }
        encoder = TopicFrameEncoder(after: positions)
    }

    private func cut(at end: Int) throws {
        guard ftruncate(descriptor.rawValue, end) == 0 else {
            throw FileSinkError(path: path, Errno(rawValue: errno))
        }
        byteCount = end
    }
}
