internal import StreamPipeline
package import SystemPackage

/// The lines of a text file, plain, gzip or zstd, told apart by content; in bounded memory.
package final class PackedLines {
    private let lines: RecordingLines
    private let path: FilePath
    private var number = 0

    /// - Parameter byteCountMax: of a line.
    package init(_ path: FilePath, byteCountMax: Int = 16 << 20) throws(RecordingError) {
        self.path = path
        lines = RecordingLines(lineByteCountMax: byteCountMax)
        lines.begin(try RecordingFile(path: path, progress: InputProgress(total: 0)))
    }

    /// The next line without its line feed, and its number, counted from 1; nil at the end.
    package func next() throws(RecordingError) -> (number: Int, bytes: [UInt8])? {
        guard let line = try lines.next() else { return nil }
        number += 1
        guard !line.isTooLong else {
            throw damage("line \(number) is too long")
        }
        return (number, Array(line.bytes))
    }

    /// That this file does not hold what it should.
    package func damage(_ cause: String) -> RecordingError {
        RecordingError(code: .damaged, path: path.string, byteOffset: nil, cause: cause)
    }
}
