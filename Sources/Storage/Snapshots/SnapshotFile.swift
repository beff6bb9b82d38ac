package import CovisitCore
package import SystemPackage
package import WireFormats

/// A snapshot that is open for reading, its beginning checked.
package struct SnapshotFile {
    package let prefix: SnapshotPrefix
    private let file: any ReadableFile

    package init(_ path: FilePath, on files: any FileSystem = PosixFileSystem()) throws {
        file = try files.openForReading(path)
        guard let start = try file.read(count: SnapshotPrefix.startByteCount, at: 0) else {
            throw SnapshotError(.damaged, "it ends in its first bytes")
        }
        let fileByteCount = file.byteCount
        let byteCount = try start.withUnsafeBytes {
            try SnapshotPrefix.byteCount($0, fileByteCount: fileByteCount)
        }
        guard let bytes = try file.read(count: byteCount, at: 0) else {
            throw SnapshotError(.damaged, "it ends in its prefix")
        }
        prefix = try bytes.withUnsafeBytes {
            try SnapshotPrefix($0, fileByteCount: fileByteCount)
        }
    }

    /// Hands out a section's raw blocks, after its checksum was found right.
    package func read(
        _ section: StateSection, by decoder: SectionDecoder,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let place = prefix.sections[section.index]
        guard let bytes = try file.read(count: place.storedByteCount, at: place.offset) else {
            throw SnapshotError(.damaged, "\(section): it ends too early")
        }
        do {
            try bytes.withUnsafeBytes { try decoder.decode($0, of: place, body) }
        } catch let error as SnapshotError {
            throw SnapshotError(error.code, "\(section): \(error.cause)")
        }
    }
}

extension Generation {
    /// Opens it and reads its header.
    package func open(in directory: SnapshotDirectory) throws -> SnapshotFile {
        try SnapshotFile(path, on: directory.files)
    }
}
