internal import Glibc
internal import SystemPackage

/// A file or the standard output, written through a buffer.
final class FileOutput {
    private static let bufferByteCount = 256 * 1024
    /// How the standard output is spelt on a command line.
    private static let standardOutput: FilePath = "-"

    private let path: FilePath
    private let descriptor: FileDescriptor
    private var buffer: [UInt8] = []
    private var failure: FileSinkError?
    private var isOpen = true

    /// Creates the file or empties it.
    init(path: FilePath) throws(FileSinkError) {
        self.path = path
        // A pipe whose reader has gone shall be an error of `write` and not the end of the
        // process.
        signal(SIGPIPE, SIG_IGN)
        do {
            descriptor =
                path == Self.standardOutput
                ? .standardOutput
                : try FileDescriptor.open(
                    path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                    permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw FileSinkError(path: path, error)
        }
        buffer.reserveCapacity(Self.bufferByteCount)
    }

    deinit {
        if isOpen && descriptor != .standardOutput { try? descriptor.close() }
    }

    func append(line: ArraySlice<UInt8>) throws(FileSinkError) {
        if buffer.count + line.count >= Self.bufferByteCount { try flush() }
        buffer.append(contentsOf: line)
        buffer.append(0x0A)
    }

    /// Appends bytes as they are.
    func append(bytes: [UInt8]) throws(FileSinkError) {
        if buffer.count + bytes.count >= Self.bufferByteCount { try flush() }
        buffer += bytes
    }

    func flush() throws(FileSinkError) {
        if let failure { throw failure }
        do {
            try descriptor.writeAll(buffer)
            buffer.removeAll(keepingCapacity: true)
        } catch {
            let failed = FileSinkError(path: path, error)
            failure = failed
            buffer = []
            throw failed
        }
    }

    func close() throws(FileSinkError) {
        guard isOpen else { return }
        defer {
            isOpen = false
            if descriptor != .standardOutput { try? descriptor.close() }
        }
        try flush()
    }
}
