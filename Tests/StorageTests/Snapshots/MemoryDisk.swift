import Storage
import Synchronization
import SystemPackage

/// A disk in memory that can fail at any operation, or stop the machine in the middle of a write.
///
/// It keeps what was written: a machine that stops loses nothing here but what was not begun.
final class MemoryDisk: FileSystem {
    enum Operation: String, Sendable {
        case makeDirectory = "make the directory"
        case syncDirectory = "make durable the directory"
        case sync = "make durable"
        case list, create, open, read, write, rename, remove, lock

        /// As `FileError` says it.
        var words: String { self == .syncDirectory ? Operation.sync.rawValue : rawValue }
    }

    /// What happens at one operation, counted from 0.
    struct Fault: Sendable {
        var operation: Int
        var error: Errno
        /// How much of a write is carried out first.
        var writtenByteCount = 0
        /// Everything behind it fails alike.
        var isFinal = false
    }

    struct Write: Sendable {
        var path: FilePath
        var offset: Int
        var bytes: [UInt8]
    }

    struct State: Sendable {
        var files: [FilePath: [UInt8]] = [:]
        var operations: [Operation] = []
        var writes: [Write] = []
        var fault: Fault?
        var poisoned: Set<FilePath> = []
        /// Set when a file was written or synced behind an error of its own.
        var wroteBehindError = false
        var isLocked = false

        func isFailing(at index: Int) -> Bool {
            guard let fault else { return false }
            return index == fault.operation || (fault.isFinal && index > fault.operation)
        }
    }

    let state = Mutex(State())

    init(files: [FilePath: [UInt8]] = [:]) {
        state.withLock { $0.files = files }
    }

    /// Another disk with what is on this one.
    var copy: MemoryDisk { MemoryDisk(files: files) }

    var files: [FilePath: [UInt8]] { state.withLock { $0.files } }
    var names: Set<FilePath> { Set(files.keys) }
    /// Those since the fault was set.
    var operations: [Operation] { state.withLock { $0.operations } }
    var writes: [Write] { state.withLock { $0.writes } }
    var wroteBehindError: Bool { state.withLock { $0.wroteBehindError } }

    func put(_ bytes: [UInt8]?, at path: FilePath) {
        state.withLock { $0.files[path] = bytes }
    }

    func setFault(_ fault: Fault?) {
        state.withLock {
            $0.fault = fault
            $0.operations = []
            $0.writes = []
        }
    }

    func perform<Value>(
        _ operation: Operation, _ path: FilePath,
        _ body: (inout State) throws(FileError) -> sending Value
    ) throws(FileError) -> sending Value {
        try state.withLock { state throws(FileError) in
            let index = state.operations.count
            state.operations.append(operation)
            if let fault = state.fault, state.isFailing(at: index) {
                throw FileError(operation.words, path, fault.error)
            }
            return try body(&state)
        }
    }

    func makeDirectory(_ path: FilePath) throws(FileError) {
        try perform(.makeDirectory, path) { _ in }
    }

    func list(_ directory: FilePath) throws(FileError) -> [FileEntry] {
        try perform(.list, directory) { state in
            state.files.filter { $0.key.removingLastComponent() == directory }
                .map {
                    FileEntry(name: $0.key.lastComponent?.string ?? "", byteCount: $0.value.count)
                }
                .sorted { $0.name < $1.name }
        }
    }

    func create(_ path: FilePath) throws(FileError) -> any WritableFile {
        try perform(.create, path) { state throws(FileError) in
            if state.files[path] != nil { throw FileError("create", path, Errno.fileExists) }
            state.files[path] = []
            state.poisoned.remove(path)
        }
        return MemoryFile(self, path)
    }

    func open(_ path: FilePath, truncatedTo byteCount: Int) throws(FileError) -> any WritableFile {
        try perform(.open, path) { state in
            state.files[path] = Array((state.files[path] ?? []).prefix(byteCount))
            state.poisoned.remove(path)
        }
        return MemoryFile(self, path)
    }

    func openForReading(_ path: FilePath) throws(FileError) -> any ReadableFile {
        let bytes: [UInt8] = try perform(.open, path) { state throws(FileError) in
            guard let bytes = state.files[path] else {
                throw FileError("open", path, Errno.noSuchFileOrDirectory)
            }
            return bytes
        }
        return MemoryContent(self, path, bytes)
    }

    func rename(_ old: FilePath, to new: FilePath) throws(FileError) {
        try perform(.rename, old) { state in
            state.files[new] = state.files.removeValue(forKey: old)
        }
    }

    func remove(_ path: FilePath) throws(FileError) {
        try perform(.remove, path) { state in state.files[path] = nil }
    }

    func syncDirectory(_ path: FilePath) throws(FileError) {
        try perform(.syncDirectory, path) { _ in }
    }

    func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? {
        let isFree = try perform(.lock, path) { state in
            defer { state.isLocked = true }
            return !state.isLocked
        }
        return isFree ? MemoryLock(self) : nil
    }
}

/// Puts bytes where they belong in a file that grows as needed.
func put(_ bytes: ArraySlice<UInt8>, at offset: Int, into file: inout [UInt8]) {
    let end = offset + bytes.count
    if file.count < end { file += Array(repeating: 0, count: end - file.count) }
    file.replaceSubrange(offset..<end, with: bytes)
}

private final class MemoryLock: FileLock {
    private let disk: MemoryDisk

    init(_ disk: MemoryDisk) {
        self.disk = disk
    }

    deinit {
        disk.state.withLock { $0.isLocked = false }
    }
}

private final class MemoryFile: WritableFile {
    private let disk: MemoryDisk
    private let path: FilePath

    init(_ disk: MemoryDisk, _ path: FilePath) {
        self.disk = disk
        self.path = path
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
        let bytes = Array(bytes)
        disk.state.withLock { state in
            poisonIfFailing(&state)
            guard let fault = state.fault, fault.operation == state.operations.count else { return }
            let part = bytes.prefix(fault.writtenByteCount)
            put(part, at: offset, into: &state.files[path, default: []])
        }
        try disk.perform(.write, path) { state in
            put(bytes[...], at: offset, into: &state.files[path, default: []])
            state.writes.append(MemoryDisk.Write(path: path, offset: offset, bytes: bytes))
        }
    }

    func sync() throws(FileError) {
        disk.state.withLock { poisonIfFailing(&$0) }
        try disk.perform(.sync, path) { _ in }
    }

    func close() {}

    private func poisonIfFailing(_ state: inout MemoryDisk.State) {
        if state.poisoned.contains(path) { state.wroteBehindError = true }
        if state.isFailing(at: state.operations.count) { state.poisoned.insert(path) }
    }
}

private final class MemoryContent: ReadableFile {
    private let disk: MemoryDisk
    private let path: FilePath
    private let bytes: [UInt8]

    init(_ disk: MemoryDisk, _ path: FilePath, _ bytes: [UInt8]) {
        self.disk = disk
        self.path = path
        self.bytes = bytes
    }

    var byteCount: Int { bytes.count }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
        try disk.perform(.read, path) { _ in }
        let part = bytes.dropFirst(offset).prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }

    func close() {}
}
