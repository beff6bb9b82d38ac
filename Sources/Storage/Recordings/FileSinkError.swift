internal import SystemPackage

/// Why results could not be written to a file; everything published afterwards fails alike.
package struct FileSinkError: Error, Equatable, CustomStringConvertible {
    package let path: String
    /// What the system said.
    package let cause: String
    /// The reader of a pipe has gone, as in `covisitd replay | head`: a reason to end, not to
    /// complain.
    package let isReaderGone: Bool

    package var description: String {
        "cannot write \(path): \(cause). Check that the disk has room and the file may be written."
    }

    init(path: FilePath, _ error: any Error) {
        self.path = path.string
        cause = "\(error)"
        isReaderGone = error as? Errno == .brokenPipe
    }
}
