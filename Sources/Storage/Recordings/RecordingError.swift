/// Why a recording could not be read: what happened, where, and what to do about it.
///
/// All of these are final for the file; a later attempt on the same bytes ends the same way.
package struct RecordingError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// There is no such file.
        case missing
        /// The system refused to open or read it.
        case unreadable
        /// The compressed bytes contradict themselves.
        case damaged
        /// The compressed bytes end in the middle.
        case truncated
        /// It is not what it was taken for.
        case foreign
        /// Another process writes it.
        case busy
    }

    package let code: Code
    package let path: String
    /// Where in the file as it lies on disk, compressed; nil where it was never opened.
    package let byteOffset: Int?
    /// What the system or the decompressor said.
    package let cause: String

    package var description: String {
        let place = byteOffset.map { " at byte \($0)" } ?? ""
        return "recording \(path)\(place): \(cause). \(advice)"
    }

    private var advice: String {
        switch code {
        case .missing: "Check the path."
        case .unreadable: "Check that it is a file that this user may read."
        case .damaged: "Fetch or record it again; gzip -t and zstd -t test files of theirs."
        case .truncated:
            "The download or the recording was cut short: fetch it again, or go on with record."
        case .foreign: "Name another file."
        case .busy: "Wait for its end, or name another file."
        }
    }
}
