internal import Glibc

/// A file that holds a secret: nobody but those who need it may read it.
///
/// Others may not touch it, and its group may at most read it where it is root's, who has chosen
/// that group. Symbolic links are followed, since systemd and Kubernetes hand secrets out through
/// them; what is judged is the file that they lead to.
enum SecretFile {
    static let byteCountMax = 65_536

    /// What it holds, without the line end that editors put behind it.
    static func read(_ path: String) throws(Complaint) -> String {
        // A pipe must not hold up the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Complaint(what: "\(path) is not a regular file")
        }
        if let complaint = complaint(about: path, status) { throw complaint }
        return try text(descriptor, path)
    }

    /// What is wrong with who may read a file that somebody else is going to read; nil where it is
    /// fine, or cannot be found.
    static func complaint(about path: String) -> Complaint? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return complaint(about: path, status)
    }

    private static func complaint(about path: String, _ status: stat) -> Complaint? {
        let mode = status.st_mode & 0o7777
        let isFine = mode & 0o027 == 0 && (mode & 0o040 == 0 || status.st_uid == 0)
        if isFine { return nil }
        return Complaint(
            what: "\(path) holds a secret and has mode 0\(String(mode, radix: 8))",
            allowed: "0600, or 0640 where it belongs to root")
    }

    private static func text(_ descriptor: Int32, _ path: String) throws(Complaint) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while bytes.count <= byteCountMax {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 { throw unreadable(path) }
            bytes += buffer.prefix(count)
            if count > 0 { continue }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Complaint(what: "\(path) is not text in UTF-8")
            }
            let secret = text.last == "\n" || text.last == "\r\n" ? text.dropLast() : text[...]
            if secret.isEmpty { throw Complaint(what: "\(path) is empty") }
            return String(secret)
        }
        throw Complaint(what: "\(path) is larger than \(ByteSizeText.text(byteCountMax))")
    }

    private static func unreadable(_ path: String) -> Complaint {
        Complaint(what: "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
}
