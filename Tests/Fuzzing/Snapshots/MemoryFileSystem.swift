internal import Storage
internal import Synchronization
internal import SystemPackage

/// A directory with one snapshot in it, which is bytes of an input; it can only be read.
final class MemoryFileSystem: FileSystem {
    private let content = Mutex<[UInt8]>([])

    func hold(_ bytes: [UInt8]) {
        content.withLock { $0 = bytes }
    }

    func list(_ directory: FilePath) throws(FileError) -> [FileEntry] {
        let byteCount = content.withLock { $0.count }
        return [FileEntry(name: "snapshot-00000000000000000007.covisnap", byteCount: byteCount)]
    }

    func openForReading(_ path: FilePath) throws(FileError) -> any ReadableFile {
        BytesFile(content.withLock { $0 })
    }

    func makeDirectory(_ path: FilePath) throws(FileError) { throw refused(path) }
    func create(_ path: FilePath) throws(FileError) -> any WritableFile { throw refused(path) }
    func open(
        _ path: FilePath, truncatedTo byteCount: Int
    ) throws(FileError) -> any WritableFile { throw refused(path) }
    func rename(_ old: FilePath, to new: FilePath) throws(FileError) { throw refused(old) }
    func remove(_ path: FilePath) throws(FileError) { throw refused(path) }
    func syncDirectory(_ path: FilePath) throws(FileError) { throw refused(path) }
    func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? { throw refused(path) }

    private func refused(_ path: FilePath) -> FileError {
        FileError("change", path, "it can only be read")
    }
}

private final class BytesFile: ReadableFile {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var byteCount: Int { bytes.count }

    func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(FileError) -> Int {
        let part = bytes.dropFirst(offset).prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }

    func close() {}
}
