internal import Glibc

/// A file that holds one secret and nothing else.
enum SecretFile {
    static let byteCountMax = 65_536

    /// What a file holds that nobody but those who need it may read, without the line end that
    /// editors put behind it. No complaint repeats it.
    ///
    /// Others may not touch it, and its group may at most read it where it is root's, who has
    /// chosen that group. Symbolic links are followed, since systemd and Kubernetes hand secrets
    /// out through them; what is judged is the file that they lead to.
    static func read(_ path: String) throws(Complaint) -> String {
        do {
            return try text(path, isJudged: true)
        } catch {
            throw Complaint(what: "\(path) \(error.what)", allowed: error.allowed)
        }
    }

    /// What a file holds that systemd hands a service.
    ///
    /// Who may read it is not looked at: systemd keeps its directory from everybody else, and
    /// grants the service access by a list that file modes do not show.
    static func read(credential path: String) throws(Complaint) -> String {
        try text(path, isJudged: false)
    }

    /// What is wrong with who may read a file that somebody else is going to read; nil where it is
    /// fine, or cannot be found.
    static func complaint(about path: String) -> Complaint? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let complaint = complaint(about: status)
        else { return nil }
        return Complaint(what: "\(path) \(complaint.what)", allowed: complaint.allowed)
    }

    private static func complaint(about status: stat) -> Complaint? {
        let mode = status.st_mode & 0o7777
        let isFine = mode & 0o027 == 0 && (mode & 0o040 == 0 || status.st_uid == 0)
        if isFine { return nil }
        return Complaint(
            what: "holds a secret and has mode 0\(String(mode, radix: 8))",
            allowed: "0600, or 0640 where it belongs to root")
    }

    private static func text(_ path: String, isJudged: Bool) throws(Complaint) -> String {
        var bytes = try SmallFile.read(path, upTo: byteCountMax) { (status) throws(Complaint) in
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw Complaint(what: "is not a regular file")
            }
            if isJudged, let complaint = complaint(about: status) { throw complaint }
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw Complaint(what: "is empty") }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Complaint(what: "is not text in UTF-8")
        }
        return text
    }
}
