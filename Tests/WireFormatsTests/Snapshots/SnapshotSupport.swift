import CXXHash
import CovisitCore
import WireFormats

/// The bytes of a snapshot file: its prefix, and everything.
func encoded(
    _ header: SnapshotHeader, chunks: [StateChunk] = emptyChunks
) -> (prefix: [UInt8], file: [UInt8]) {
    let encoder = SnapshotEncoder(header)
    var file = encoder.zeroedPrefix
    for chunk in chunks { file += encoder.append(chunk) }
    let prefix = encoder.finish()
    file.replaceSubrange(..<prefix.count, with: prefix)
    return (prefix, file)
}

/// One chunk a section, of no bytes.
let emptyChunks: [StateChunk] = (0..<StateSection.count).map {
    StateChunk(section: StateSection(index: $0) ?? .engine, bytes: [], isLastOfSection: true)
}

func prefix(of bytes: [UInt8], fileByteCount: Int) -> Result<SnapshotPrefix, SnapshotError> {
    bytes.withUnsafeBytes { bytes in
        Result { () throws(SnapshotError) in
            let byteCount = try SnapshotPrefix.byteCount(bytes, fileByteCount: fileByteCount)
            return try SnapshotPrefix(
                UnsafeRawBufferPointer(rebasing: bytes.prefix(byteCount)),
                fileByteCount: fileByteCount)
        }
    }
}

func xxh3(_ bytes: some Collection<UInt8>) -> UInt64 {
    let bytes = Array(bytes)
    return XXH3_64bits(bytes, bytes.count)
}

func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
