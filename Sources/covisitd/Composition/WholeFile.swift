internal import FoundationEssentials
internal import Glibc
internal import SystemPackage

/// An output that appears under its name when it is whole, and never half-way; - is standard
/// output.
struct WholeFile: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// The file itself, where the path leads to it by links.
    private var target: String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Beside the file, so that a rename is enough.
    private var draft: FilePath { FilePath(target + ".partial") }

    /// Finds out before hours of work whether their result could be written.
    func check() throws {
        if isStream { return }
        do {
            var status = stat()
            if stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                throw Errno.isDirectory
            }
            try open().close()
            unlink(draft.string)
        } catch {
            throw ReportError(path: path, cause: "\(error)")
        }
    }

    func write(_ text: String) throws {
        if path == "-" { return StandardStream.output.write(text) }
        do {
            if isStream { return try writeStream(text) }
            let file = try open()
            try file.closeAfter {
                _ = try file.writeAll(text.utf8)
                if fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
            }
            if rename(draft.string, target) != 0 { throw Errno(rawValue: errno) }
        } catch {
            unlink(draft.string)
            throw ReportError(path: path, cause: "\(error)")
        }
    }

    /// A report, whose fields' order does not depend on the run.
    func write(json report: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n")
    }

    /// A pipe or a terminal cannot be replaced, only written to.
    private var isStream: Bool {
        if path == "-" { return true }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    private func writeStream(_ text: String) throws {
        let file = try FileDescriptor.open(FilePath(path), .writeOnly)
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }

    private func open() throws -> FileDescriptor {
        try FileDescriptor.open(
            draft, .writeOnly, options: [.create, .truncate, .noFollow, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }
}

/// A report that could not be written, and why.
struct ReportError: Error, CustomStringConvertible {
    let path: String
    let cause: String

    var description: String { "cannot write the report to \(path): \(cause)" }
}
