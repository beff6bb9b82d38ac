/// The text of a configuration file.
enum FileText {
    static let byteCountMax = 1 << 20

    static func read(_ path: String) throws(Problem) -> String {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(path, upTo: byteCountMax)
        } catch {
            throw Problem(path, 0, 0, error.what)
        }
        guard !bytes.isEmpty else { throw Problem(path, 0, 0, "is empty") }
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF]
        let body = bytes.starts(with: marked) ? bytes.dropFirst(marked.count) : bytes[...]
        guard !body.contains(0), let text = String(validating: body, as: UTF8.self) else {
            throw Problem(path, 0, 0, "is not text", allowed: "YAML in UTF-8")
        }
        return text
    }
}
