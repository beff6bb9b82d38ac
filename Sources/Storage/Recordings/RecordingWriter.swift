package import CovisitCore
package import SystemPackage
internal import WireFormats

/// Writes events as JSON lines.
package final class RecordingWriter {
    private let output: FileOutput
    private var line: [UInt8] = []

    /// Creates the file or empties it; "-" is the standard output.
    package init(_ path: FilePath) throws(FileSinkError) {
        output = try FileOutput(path: path)
    }

    package func append(_ batch: EventBatch) throws(FileSinkError) {
        for event in batch.events {
            line.removeAll(keepingCapacity: true)
            EventEncoder.append(event, arena: batch.arena, to: &line)
            try output.append(line: line[...])
        }
    }

    package func close() throws(FileSinkError) {
        try output.flush()
        try output.close()
    }
}
