internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// The frames of a topic's recording, one after the other, read as if an enemy had written them.
///
/// Not thread-safe; in memory is one frame.
final class TopicRecordingFrames {
    let header: TopicRecordingHeader
    let path: FilePath
    /// Where the next frame begins: everything before it is whole.
    private(set) var offset: Int
    private let descriptor: FileDescriptor
    private let byteCount: Int
    private let progress: InputProgress?

    /// Reads the header; the descriptor stays the caller's.
    init(
        _ descriptor: FileDescriptor, _ path: FilePath, progress: InputProgress? = nil
    ) throws(RecordingError) {
        self.descriptor = descriptor
        self.path = path
        self.progress = progress
        byteCount = try Self.byteCount(of: descriptor, path)
        let startByteCount = TopicRecordingFormat.startByteCount
        guard byteCount >= startByteCount else {
            throw RecordingError(.truncated, path, 0, "it ends in its header")
        }
        let start = try Self.read(descriptor, path, count: startByteCount, at: 0)
        do {
            offset = try TopicRecordingHeader.byteCount(start)
        } catch {
            throw RecordingError(.foreign, path, 0, error.cause)
        }
        guard byteCount >= offset else {
            throw RecordingError(.truncated, path, 0, "it ends in its header")
        }
        let bytes = try Self.read(descriptor, path, count: offset, at: 0)
        do {
            header = try TopicRecordingHeader(bytes)
        } catch {
            throw RecordingError(.damaged, path, 0, error.cause)
        }
        progress?.add(offset)
    }

    /// The next frame, its checksum found right; nil at the end of the file. `.truncated` where
    /// the file ends before the frame does, or with a frame that is torn.
    func next() throws(RecordingError) -> [UInt8]? {
        if offset == byteCount { return nil }
        let headByteCount = TopicRecordingFormat.frameHeadByteCount
        guard byteCount - offset >= headByteCount else { throw torn }
        let head = try Self.read(descriptor, path, count: headByteCount, at: offset)
        let count: Int
        do {
            count = try TopicFrameDecoder.byteCount(head)
        } catch {
            throw failure(error)
        }
        guard count <= byteCount - offset else { throw torn }
        let frame = try Self.read(descriptor, path, count: count, at: offset)
        guard TopicFrameDecoder.isIntact(frame) else {
            if count == byteCount - offset { throw torn }
            throw RecordingError(.damaged, path, offset, "the checksum of a frame is wrong")
        }
        offset += count
        progress?.add(count)
        return frame
    }

    /// What the decoder has against a frame.
    func failure(_ error: TopicRecordingError) -> RecordingError {
        RecordingError(.damaged, path, offset, error.cause)
    }

    private var torn: RecordingError {
        RecordingError(.truncated, path, offset, "it ends in the middle of a frame")
    }

    static func byteCount(
        of descriptor: FileDescriptor, _ path: FilePath
    ) throws(RecordingError) -> Int {
        do {
            return Int(try descriptor.seek(offset: 0, from: .end))
        } catch {
            throw RecordingError(path: path, byteOffset: nil, system: error)
        }
    }

    private static func read(
        _ descriptor: FileDescriptor, _ path: FilePath, count: Int, at offset: Int
    ) throws(RecordingError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try descriptor.bytes(count, at: offset)
        } catch {
            throw RecordingError(path: path, byteOffset: offset, system: error)
        }
        guard bytes.count == count else {
            throw RecordingError(.truncated, path, offset, "it became shorter while it was read")
        }
        return bytes
    }
}

extension RecordingError {
    init(_ code: Code, _ path: FilePath, _ byteOffset: Int?, _ cause: String) {
        self.init(code: code, path: path.string, byteOffset: byteOffset, cause: cause)
    }
}

extension FileDescriptor {
    /// So many bytes of a file, or fewer where it ends before.
    func bytes(_ count: Int, at offset: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let room = UnsafeMutableRawBufferPointer(buffer)[done...]
                let taken = try read(
                    fromAbsoluteOffset: Int64(offset + done),
                    into: UnsafeMutableRawBufferPointer(rebasing: room))
                if taken == 0 { return }
                done += taken
            }
        }
    }
}
