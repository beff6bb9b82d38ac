internal import ArgumentParser
internal import CovisitCore
internal import Settings
internal import Storage
internal import SystemPackage
internal import WireFormats

struct ListSnapshotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The generations of a directory, newest first.")

    @Argument(help: "The snapshot directory.")
    var directory: String

    mutating func run() async throws {
        let path = directory
        try await reporting {
            let directory = try SnapshotDirectory(FilePath(path), isWritten: false)
            for generation in try directory.generations() {
                writeLine(Self.line(generation, in: directory))
            }
        }
    }

    private static func line(_ generation: Generation, in directory: SnapshotDirectory) -> String {
        let name = generation.path.lastComponent?.string ?? ""
        do {
            let header = try generation.open(in: directory).prefix.header
            return "\(name)  \(generation.byteCount) bytes  \(header.eventCount) events  "
                + "topic \(header.topic) at \(offsets(header))"
        } catch {
            return "\(name)  \(generation.byteCount) bytes  unusable: \(error)"
        }
    }
}

struct InspectSnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "What a snapshot says of itself.")

    @Argument(help: "A snapshot file.")
    var file: String

    mutating func run() async throws {
        let path = FilePath(file)
        try await reporting {
            let prefix = try SnapshotFile(path).prefix
            let header = prefix.header
            writeLine("format version    \(prefix.formatVersion)")
            writeLine("topic             \(header.topic)")
            writeLine("next offsets      \(offsets(header))")
            writeLine("batches           \(header.sequence)")
            writeLine("events            \(header.eventCount)")
            writeLine("watermark         \(header.watermark)")
            writeLine("configuration     \(hexadecimal(header.configurationDigest))")
            for key in header.configuration { writeLine("  \(key.name) = \(key.value)") }
            writeLine("section           stored bytes  raw bytes  XXH3")
            for index in prefix.sections.indices {
                guard let name = StateSection(index: index) else { continue }
                let section = prefix.sections[index]
                writeLine(
                    "  \(name): \(section.storedByteCount)  \(section.rawByteCount)  "
                        + hexadecimal(section.checksum))
            }
        }
    }
}

struct VerifySnapshotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Restore every generation of a directory, and say which are good.",
        discussion: "Exits with 65 when one is not.")

    @OptionGroup var settings: SettingsOptions

    @Argument(help: "The snapshot directory.")
    var directory: String

    mutating func run() async throws {
        let (path, options) = (FilePath(directory), settings)
        try await reporting {
            let configuration = try options.load().engineWithRelatedItems
            let directory = try SnapshotDirectory(path, isWritten: false)
            var isGood = true
            for generation in try directory.generations() {
                let name = generation.path.lastComponent?.string ?? ""
                do {
                    let snapshot = try await generation.load(
                        in: directory, configuration, workers: 2)
                    let digest = hexadecimal(snapshot.engine.digest())
                    writeLine(
                        "\(name): good, \(snapshot.header.eventCount) events, digest \(digest)")
                    for note in snapshot.notes { writeLine("  with this configuration: \(note)") }
                } catch {
                    isGood = false
                    writeLine("\(name): \(error)")
                }
            }
            let journal = try directory.journal(
                after: try directory.generations().first?.sequence ?? 0)
            writeLine(
                "order journal: \(journal.records.count) batches after the newest"
                    + (journal.damage.map { "; \($0)" } ?? ""))
            if !isGood { throw ExitStatus.dataError.code }
        }
    }
}

/// `0:1200,1:1187`
func offsets(_ header: SnapshotHeader) -> String {
    header.partitions.map { "\($0.partition):\($0.nextOffset)" }.joined(separator: ",")
}

func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
