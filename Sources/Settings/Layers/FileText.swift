#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The text of a configuration file.
enum FileText {
    static let byteCountMax = 1 << 20

    static func read(_ path: String) throws(Problem) -> String {
        let bytes = try bytes(path)
        guard !bytes.isEmpty else { throw Problem(path, 0, 0, "is empty") }
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF]
        let body = bytes.starts(with: marked) ? bytes.dropFirst(marked.count) : bytes[...]
        guard !body.contains(0), let text = String(validating: body, as: UTF8.self) else {
            throw Problem(path, 0, 0, "is not text", allowed: "YAML in UTF-8")
        }
        return text
    }

    private static func bytes(_ path: String) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= byteCountMax {
            let count = readBytes(descriptor, &buffer, buffer.count)
            if count < 0 { throw failure(path) }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
        throw Problem(path, 0, 0, "is larger than \(ByteSizeText.text(byteCountMax))")
    }

    // The name `read` is taken by the method above.
    private static func readBytes(_ file: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, &buffer, count)
        #else
            Darwin.read(file, &buffer, count)
        #endif
    }

    private static func failure(_ path: String) -> Problem {
        Problem(path, 0, 0, "cannot be read: \(String(cString: strerror(errno)))")
    }
}
