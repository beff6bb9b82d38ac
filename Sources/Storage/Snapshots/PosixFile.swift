internal import Glibc
internal import SystemPackage

/// An open file; closed with its last reference, or before.
final class PosixFile: WritableFile, ReadableFile {
    private let path: FilePath
    private var descriptor: Int32
    private(set) var byteCount: Int
    private var onDiskByteCount = 0
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

    /// Throws unless it is a regular file and, where it is going to be written, one that has no
    /// other name; takes its size.
    func refuseOthers(isWritten: Bool = false) throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("look at") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError("open", path, "it is not a regular file")
        }
        guard !isWritten || status.st_nlink <= 1 else {
            throw FileError(
                "write", path,
                "it has another name (a hard link), where the same would be written: remove one")
        }
        byteCount = Int(status.st_size)
        onDiskByteCount = Int(status.st_blocks) * 512
    }

    /// Throws where the file claims to be much more than what lies on the disk: sections are read
    /// as a whole, and a terabyte of nothing is made in a moment. What we write is packed already,
    /// so that no file system makes it much smaller.
    func refuseHoles() throws(FileError) {
        if byteCount <= 64 << 20 || byteCount / 4 <= onDiskByteCount { return }
        throw FileError(
            "read", path,
            "\(onDiskByteCount) of its \(byteCount) bytes are on the disk: it has holes")
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
