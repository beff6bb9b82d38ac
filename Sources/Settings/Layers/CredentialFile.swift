#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A file that systemd hands a service, with one secret and nothing else.
///
/// Who may read it is not looked at: systemd keeps its directory from everybody else, and grants
/// the service access by a list that file modes do not show.
enum CredentialFile {
    static let byteCountMax = 65_536

    /// Its text without the line break at the end, which editors add. No complaint repeats it.
    static func read(_ path: String) throws(Complaint) -> String {
        // A pipe without a writer would keep us here.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw failure() }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw Complaint(what: "is no regular file")
        }
        var bytes = try contents(of: descriptor)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw Complaint(what: "is empty") }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Complaint(what: "is no text", allowed: "UTF-8")
        }
        return text
    }

    private static func contents(of descriptor: Int32) throws(Complaint) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while bytes.count <= byteCountMax {
            let count = readBytes(descriptor, &buffer, buffer.count)
            if count < 0 { throw failure() }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
        throw Complaint(what: "has more than \(byteCountMax) bytes")
    }

    // The name `read` is taken by the method above.
    private static func readBytes(_ file: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, &buffer, count)
        #else
            Darwin.read(file, &buffer, count)
        #endif
    }

    private static func failure() -> Complaint {
        Complaint(what: "cannot be read: \(String(cString: strerror(errno)))")
    }
}
