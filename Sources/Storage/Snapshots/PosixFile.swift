internal import Glibc
internal import SystemPackage

/// An open file; closed with its last reference, or before.
final class PosixFile: WritableFile, ReadableFile {
    private let path: FilePath
    private var descriptor: Int32
    private(set) var byteCount: Int
    /// After a failed fsync nobody knows what is on the disk: nothing more is written.
    private var isPoisoned = false

    init(_ descriptor: Int32, _ path: FilePath, byteCount: Int) {
        self.descriptor = descriptor
        self.path = path
        self.byteCount = byteCount
    }

    deinit {
        close()
    }

    /// Throws unless it is a regular file; takes its size.
    func refuseOthers() throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("look at") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError("open", path, "it is not a regular file")
        }
        byteCount = Int(status.st_size)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
        if isPoisoned { throw FileError("write", path, "making it durable has failed before") }
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write")
            }
            done += count
        }
        byteCount = max(byteCount, offset + bytes.count)
    }

    func sync() throws(FileError) {
        if isPoisoned { throw FileError("write", path, "making it durable has failed before") }
        guard fdatasync(descriptor) == 0 else {
            isPoisoned = true
            throw failure("make durable")
        }
    }

    func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(FileError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, offset)
            if count >= 0 { return count }
            if errno != EINTR { throw failure("read") }
        }
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    private func failure(_ operation: String) -> FileError {
        FileError(operation, path, Errno(rawValue: errno))
    }
}
