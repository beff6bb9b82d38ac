package import SystemPackage

/// A file of a directory.
package struct FileEntry: Sendable, Equatable {
    package var name: String
    package var byteCount: Int

    package init(name: String, byteCount: Int) {
        self.name = name
        self.byteCount = byteCount
    }
}

/// What snapshots and the order journal need of a disk: `PosixFileSystem`, or a simulated one.
///
/// A path's last component is never followed if it is a symbolic link. Nothing is durable before
/// `sync` of the file and `syncDirectory` of where its name stands.
package protocol FileSystem: Sendable {
    /// Makes a directory that only its owner may enter; fine if it is there and is like that.
    func makeDirectory(_ path: FilePath) throws(FileError)
    /// The regular files of a directory, by name.
    func list(_ directory: FilePath) throws(FileError) -> [FileEntry]
    /// A new file that only its owner may read and write.
    func create(_ path: FilePath) throws(FileError) -> any WritableFile
    /// A file that is there, cut off after so many bytes.
    func open(
        _ path: FilePath, truncatedTo byteCount: Int
    ) throws(FileError) -> any WritableFile
    func openForReading(_ path: FilePath) throws(FileError) -> any ReadableFile
    func rename(_ old: FilePath, to new: FilePath) throws(FileError)
    func remove(_ path: FilePath) throws(FileError)
    func syncDirectory(_ path: FilePath) throws(FileError)
    /// Takes hold of a file for as long as the result lives; nil: somebody else has it.
    func lock(_ path: FilePath) throws(FileError) -> (any FileLock)?
}

package protocol WritableFile: AnyObject {
    /// Writes all bytes, or throws; then some of them may have been written.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError)
    func sync() throws(FileError)
    func close()
}

package protocol ReadableFile: AnyObject {
    var byteCount: Int { get }
    /// Reads up to the buffer's size; 0 at the end.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(FileError) -> Int
    func close()
}

package protocol FileLock: AnyObject, Sendable {}

extension WritableFile {
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(FileError) in try write(buffer, at: offset) }
        }
        try result.get()
    }
}

extension ReadableFile {
    /// Exactly these bytes; nil where the file ends before.
    func read(count: Int, at offset: Int) throws(FileError) -> [UInt8]? {
        guard offset <= byteCount, count <= byteCount - offset else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let result = bytes.withUnsafeMutableBytes { buffer in
                Result { () throws(FileError) in
                    try read(
                        into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]),
                        at: offset + done)
                }
            }
            let taken = try result.get()
            if taken == 0 { return nil }
            done += taken
        }
        return bytes
    }
}
