package import CovisitCore
package import SystemPackage
internal import WireFormats

/// Writes events as JSON lines, packed where the name ends in `.gz`.
package final class RecordingWriter {
    private static let packedAtOnceByteCount = 1 << 20

    private let output: FileOutput
    private let compressor: GzipCompressor?
    /// What is to be packed.
    private var unpacked: [UInt8] = []
    private var line: [UInt8] = []

    /// Creates the file or empties it; "-" is the standard output.
    package init(_ path: FilePath) throws(FileSinkError) {
        output = try FileOutput(path: path)
        compressor = path.extension == "gz" ? GzipCompressor() : nil
    }

    package func append(_ batch: EventBatch) throws(FileSinkError) {
        for event in batch.events {
            line.removeAll(keepingCapacity: true)
            EventEncoder.append(event, arena: batch.arena, to: &line)
            try append(line: line)
        }
    }

    /// Appends a line that is no event: of labels, lists or other truths beside them.
    package func append(line: [UInt8]) throws(FileSinkError) {
        if compressor == nil { return try output.append(line: line[...]) }
        unpacked += line
        unpacked.append(0x0A)
        if unpacked.count >= Self.packedAtOnceByteCount { try pack(isLast: false) }
    }

    package func close() throws(FileSinkError) {
        try pack(isLast: true)
        try output.flush()
        try output.close()
    }

    private func pack(isLast: Bool) throws(FileSinkError) {
        guard let compressor else { return }
        try output.append(bytes: compressor.pack(unpacked, isLast: isLast))
        unpacked.removeAll(keepingCapacity: true)
    }
}
