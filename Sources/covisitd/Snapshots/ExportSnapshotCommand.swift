internal import ArgumentParser
internal import CovisitCore
internal import Settings
internal import Storage
internal import SystemPackage
internal import WireFormats

struct ExportSnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the state of a snapshot as JSON lines to standard output.",
        discussion: """
            First the items in the order of their first event, with popularity and neighbours as \
            of the watermark; then the sessions with their tails.
            """)

    @OptionGroup var settings: SettingsOptions

    @Argument(help: "A snapshot file.")
    var file: String

    mutating func run() async throws {
        let (path, options) = (FilePath(file), settings)
        try await reporting {
            let configuration = try options.load().engineWithRelatedItems
            let snapshot = try await SnapshotFile.load(path, configuration, workers: 2)
            let lines = StateLines(snapshot.engine)
            var bytes: [UInt8] = []
            for item in 0..<UInt32(snapshot.engine.ids.bound)
            where snapshot.engine.ids.contains(number: item) {
                lines.appendItem(item, to: &bytes)
                Self.write(&bytes, beyond: 1 << 20)
            }
            for shard in 0..<Engine.shardCount {
                let (table, sessions) = snapshot.engine.sessions(of: shard)
                for session in sessions {
                    lines.append(session, of: table, to: &bytes)
                    Self.write(&bytes, beyond: 1 << 20)
                }
            }
            Self.write(&bytes, beyond: 0)
        }
    }

    private static func write(_ bytes: inout [UInt8], beyond limit: Int) {
        guard bytes.count > limit else { return }
        StandardStream.output.write(String(decoding: bytes, as: UTF8.self))
        bytes.removeAll(keepingCapacity: true)
    }
}
