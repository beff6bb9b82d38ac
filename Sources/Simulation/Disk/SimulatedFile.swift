import Storage
import SystemPackage

/// A file of a simulated disk that is open for writing.
final class SimulatedFile: WritableFile {
    private let disk: SimulatedDisk
    private let path: FilePath
    private let file: Int
    private var isOpen = true

    init(_ disk: SimulatedDisk, _ path: FilePath, _ file: Int) {
        self.disk = disk
        self.path = path
        self.file = file
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
        precondition(isOpen, "a closed file is written to")
        try disk.write(bytes, file, path, at: offset)
    }

    func sync() throws(FileError) {
        precondition(isOpen, "a closed file is synced")
        try disk.sync(file, path)
    }

    func close() {
        isOpen = false
    }
}

/// A file of a simulated disk that is open for reading.
final class SimulatedReader: ReadableFile {
    private let disk: SimulatedDisk
    private let path: FilePath
    private let content: [UInt8]

    init(_ disk: SimulatedDisk, _ path: FilePath, _ content: [UInt8]) {
        self.disk = disk
        self.path = path
        self.content = content
    }

    var byteCount: Int { content.count }

    func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(FileError) -> Int {
        try disk.operate("read \(buffer.count) at \(offset)", path, \.read)
        let count = max(0, min(buffer.count, content.count - offset))
        if count > 0 { buffer.copyBytes(from: content[offset..<(offset + count)]) }
        return count
    }

    func close() {}
}
