internal import ArgumentParser

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Look at snapshots: list, inspect, verify, diff, export.",
        discussion: "Nothing is written, and a daemon may be running meanwhile.",
        subcommands: [
            ListSnapshotsCommand.self, InspectSnapshotCommand.self, VerifySnapshotsCommand.self,
            DiffSnapshotsCommand.self, ExportSnapshotCommand.self,
        ])
}
