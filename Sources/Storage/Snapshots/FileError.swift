package import SystemPackage

/// A file operation that did not work.
package struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    package var operation: String
    package var path: String
    package var cause: String
    /// Whether there is no such file.
    package var isMissing = false

    package init(_ operation: String, _ path: FilePath, _ cause: String) {
        self.operation = operation
        self.path = path.string
        self.cause = cause
    }

    package init(_ operation: String, _ path: FilePath, _ errno: Errno) {
        self.init(operation, path, Self.text(errno))
        isMissing = errno == .noSuchFileOrDirectory
    }

    /// Whether what lies there cannot be read: a bad block, rather than a permission.
    var isMedium: Bool { operation == "read" }

    package var description: String { "cannot \(operation) \(path): \(cause)" }

    private static func text(_ errno: Errno) -> String {
        switch errno {
        case .noSpace, .diskQuotaExceeded:
            "\(errno); make room, or move snapshots.directory"
        case .permissionDenied, .notPermitted:
            "\(errno); snapshots.directory must belong to the user of the daemon"
        case .tooManySymbolicLinkLevels: "it is a symbolic link, which is not followed"
        case .ioError: "\(errno); check the disk, the kernel's log says more"
        case .readOnlyFileSystem: "\(errno); mount it for writing, or move snapshots.directory"
        default: "\(errno)"
        }
    }
}
