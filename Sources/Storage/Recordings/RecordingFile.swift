internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// One file of a recording as a stream of expanded bytes, in bounded memory.
final class RecordingFile {
    private static let inputByteCount = 256 * 1024

    private let path: FilePath
    private let descriptor: FileDescriptor
    private let progress: InputProgress
    private var decompressor: (any Decompressor)?
    /// Bytes as they lie on disk, of which `unread` are still to be taken.
    private let input: UnsafeMutableRawBufferPointer
    private var unread = 0..<0
    /// How many bytes were read from disk.
    private var byteCount = 0
    private var isAtEnd = false

    init(path: FilePath, progress: InputProgress) throws(RecordingError) {
        self.path = path
        self.progress = progress
        descriptor = try Self.open(path)
        input = .allocate(byteCount: Self.inputByteCount, alignment: 16)
        while unread.count < 8 && !isAtEnd { try refill() }
        if TopicRecordingFormat.isRecording(unreadBytes) {
            throw failure(.foreign, "the recording of a topic cannot be read from here, or a pipe")
        }
        decompressor = Compression(magic: unreadBytes).makeDecompressor()
    }

    deinit {
        input.deallocate()
        try? descriptor.close()
    }

    static func open(_ path: FilePath) throws(RecordingError) -> FileDescriptor {
        do {
            return try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch {
            throw RecordingError(path: path, byteOffset: nil, system: error)
        }
    }

    /// Puts the next expanded bytes into `output`, which must have room; 0 at the end.
    func read(into output: UnsafeMutableRawBufferPointer) throws(RecordingError) -> Int {
        guard let decompressor else { return try copy(into: output) }
        while true {
            if unread.isEmpty && !isAtEnd { try refill() }
            let (taken, produced) = try step(decompressor, into: output)
            unread = unread.lowerBound + taken..<unread.upperBound
            if produced > 0 { return produced }
            if taken > 0 || (unread.isEmpty && !isAtEnd) { continue }
            guard unread.isEmpty else { throw failure(.damaged, "the data leads nowhere") }
            if decompressor.isAtBoundary { return 0 }
            throw failure(.truncated, "the compressed data ends in the middle")
        }
    }

    private func step(
        _ decompressor: any Decompressor, into output: UnsafeMutableRawBufferPointer
    ) throws(RecordingError) -> (taken: Int, produced: Int) {
        do {
            return try decompressor.step(unreadBytes, into: output)
        } catch {
            throw failure(.damaged, error.cause)
        }
    }

    /// Reads a plain file: first what was looked at to recognise it, then directly.
    private func copy(
        into output: UnsafeMutableRawBufferPointer
    ) throws(RecordingError) -> Int {
        if unread.isEmpty { return isAtEnd ? 0 : try readDisk(into: output) }
        let bytes = unreadBytes.prefix(output.count)
        output.copyBytes(from: bytes)
        unread = unread.lowerBound + bytes.count..<unread.upperBound
        return bytes.count
    }

    private var unreadBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: input[unread])
    }

    /// Adds bytes from disk behind those that are unread.
    private func refill() throws(RecordingError) {
        if unread.isEmpty { unread = 0..<0 }
        let room = UnsafeMutableRawBufferPointer(rebasing: input[unread.upperBound...])
        let count = try readDisk(into: room)
        unread = unread.lowerBound..<unread.upperBound + count
    }

    private func readDisk(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(RecordingError) -> Int {
        do {
            let count = try descriptor.read(into: buffer)
            isAtEnd = count == 0
            byteCount += count
            progress.add(count)
            return count
        } catch {
            throw RecordingError(path: path, byteOffset: byteCount, system: error)
        }
    }

    private func failure(_ code: RecordingError.Code, _ cause: String) -> RecordingError {
        RecordingError(
            code: code, path: path.string, byteOffset: byteCount - unread.count, cause: cause)
    }
}

extension RecordingError {
    init(path: FilePath, byteOffset: Int?, system error: any Error) {
        let isMissing = error as? Errno == .noSuchFileOrDirectory
        self.init(
            code: isMissing ? .missing : .unreadable, path: path.string, byteOffset: byteOffset,
            cause: "\(error)")
    }
}
