internal import SystemPackage

/// Writes a report to a file, or, for -, to standard output.
func writeReport(_ text: String, to path: String) throws {
    if path == "-" { return StandardStream.output.write(text) }
    do {
        let file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .truncate],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    } catch {
        throw ReportError(path: path, cause: "\(error)")
    }
}

/// A report that could not be written, and why.
struct ReportError: Error, CustomStringConvertible {
    let path: String
    let cause: String

    var description: String { "cannot write the report to \(path): \(cause)" }
}
