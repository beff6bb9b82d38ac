internal import Glibc

/// A file without a disk behind it, for what reads files by their path.
package final class MemoryFile {
    package let path: String
    private let descriptor: CInt

    package init() throws(BrokenInvariant) {
        // Without its name it ends with the process.
        let name = "/covisitd-fuzzing-\(getpid())"
        descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)
        if descriptor < 0 { throw BrokenInvariant("no file in memory: errno \(errno)") }
        shm_unlink(name)
        path = "/proc/self/fd/\(descriptor)"
    }

    deinit {
        close(descriptor)
    }

    /// Replaces what the file holds.
    package func hold(_ bytes: UnsafeRawBufferPointer) throws(BrokenInvariant) {
        let isCut = ftruncate(descriptor, bytes.count) == 0
        let isWritten = pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count
        try require(isCut && isWritten, "cannot write to memory: errno \(errno)")
    }
}
