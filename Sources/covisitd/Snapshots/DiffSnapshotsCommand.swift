internal import ArgumentParser
internal import CovisitCore
internal import Storage
internal import SystemPackage
internal import WireFormats

struct DiffSnapshotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What differs between two snapshots; nothing is printed where nothing does.",
        discussion: "Exits with 1 when they differ.")

    @Argument(help: "A snapshot file.")
    var first: String

    @Argument(help: "Another one.")
    var second: String

    mutating func run() async throws {
        let (first, second) = (FilePath(first), FilePath(second))
        try await reporting {
            let (a, b) = (try SnapshotFile(first).prefix, try SnapshotFile(second).prefix)
            let differences = Self.headers(a.header, b.header) + Self.sections(a, b)
            differences.forEach(writeLine)
            if !differences.isEmpty { throw ExitCode(1) }
        }
    }

    private static func headers(_ a: SnapshotHeader, _ b: SnapshotHeader) -> [String] {
        var found: [String] = []
        func compare(_ name: String, _ first: String, _ second: String) {
            if first != second { found.append("\(name): \(first), \(second)") }
        }
        compare("topic", a.topic, b.topic)
        compare("next offsets", offsets(a), offsets(b))
        compare("batches", "\(a.sequence)", "\(b.sequence)")
        compare("events", "\(a.eventCount)", "\(b.eventCount)")
        compare("watermark", "\(a.watermark)", "\(b.watermark)")
        let (before, after) = (values(a), values(b))
        for name in Set(before.keys).union(after.keys).sorted() {
            compare(name, before[name] ?? "none", after[name] ?? "none")
        }
        return found
    }

    private static func values(_ header: SnapshotHeader) -> [String: String] {
        Dictionary(header.configuration.map { ($0.name, $0.value) }) { $1 }
    }

    /// Equal state has equal bytes, and so equal checksums.
    private static func sections(_ a: SnapshotPrefix, _ b: SnapshotPrefix) -> [String] {
        a.sections.indices.compactMap { index in
            guard a.sections[index].checksum != b.sections[index].checksum,
                let section = StateSection(index: index)
            else { return nil }
            return "\(section): \(a.sections[index].rawByteCount) bytes, "
                + "\(b.sections[index].rawByteCount) others"
        }
    }
}
