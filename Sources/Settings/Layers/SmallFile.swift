internal import Glibc

/// Reads small files whole.
enum SmallFile {
    /// The bytes of a file; more than `byteCountMax` are refused.
    ///
    /// - Parameter admit: looks at the opened file before anything is read of it. A pipe without a
    ///   writer, which waits for one otherwise, is to be refused there.
    static func read(
        _ path: String, upTo byteCountMax: Int,
        admit: ((stat) throws(Complaint) -> Void)? = nil
    ) throws(Complaint) -> [UInt8] {
        let waits = admit == nil ? 0 : O_NONBLOCK | O_NOCTTY
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | waits)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        if let admit {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw failure() }
            try admit(status)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= byteCountMax {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 { throw failure() }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
        throw Complaint(what: "is larger than \(ByteSizeText.text(byteCountMax))")
    }

    private static func failure() -> Complaint {
        Complaint(what: "cannot be read: \(String(cString: strerror(errno)))")
    }
}
