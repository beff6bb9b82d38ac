import Foundation
import Glibc
import Testing

extension IntegrationTests.BrokerTests {
    /// A disk that is full: a tmpfs of a few hundred KiB, which takes root to mount.
    struct FullDiskTests {
        @Test(
            .enabled(if: SmallDisk.isPossible, "mounting a small tmpfs takes root"),
            .timeLimit(.minutes(3)))
        func `a full disk fails snapshots and not the stream, and room heals it`() async throws {
            let disk = try SmallDisk(kibibytes: 1_024)
            defer { disk.unmount() }
            try await Broker.run { broker in
                let path = try await Feed.generated(30_000, in: broker.folder)
                let keyed = try Feed.keyed(path, files: 3, in: broker.folder)
                let settings = [
                    "snapshots.directory=\(disk.folder("state"))", "snapshots.interval=200ms",
                    "kafka.group_instance_id=one",
                ]
                try await Daemon.run(at: broker, settings: settings) { daemon in
                    try await daemon.status("a daemon that consumes") { $0.state == "consuming" }
                    try disk.fill()
                    try await Feed.produce(keyed[0], to: broker)
                    try await daemon.status("the first third counted") { $0.stateEvents == 10_000 }
                    try await daemon.status("a failed snapshot") {
                        $0.snapshots?.failure?.contains("No space left") == true
                    }
                    try await Feed.produce(keyed[1], to: broker)
                    try await daemon.status("the second third, too") { $0.stateEvents == 20_000 }

                    try disk.grow(toKibibytes: 65_536)
                    disk.makeRoom()
                    let written = try daemon.status().snapshots?.written ?? 0
                    try await Feed.produce(keyed[2], to: broker)
                    try await daemon.status("a snapshot again") {
                        $0.snapshots?.failure == nil && $0.snapshots?.written ?? 0 > written
                    }
                    daemon.program.send(SIGKILL)
                    _ = try await daemon.program.end(within: 10)
                }
                try await Daemon.run(at: broker, settings: settings) { daemon in
                    try await daemon.status("everything, once") { $0.stateEvents == 30_000 }
                    _ = try await daemon.stop()
                }
            }
        }
    }
}

/// A file system of its own, of a given size.
private struct SmallDisk {
    static var isPossible: Bool { (try? SmallDisk(kibibytes: 64))?.unmount() != nil }

    let folder: Folder

    init(kibibytes: Int) throws {
        folder = try Folder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kibibytes)k,mode=0700") == 0 else {
            throw Failure("cannot mount: \(String(cString: strerror(errno)))")
        }
    }

    /// Takes all the room there is.
    func fill() throws {
        let file = try FileHandle(forWritingTo: URL(filePath: filler))
        defer { try? file.close() }
        let block = Data(repeating: 1, count: 4_096)
        while (try? file.write(contentsOf: block)) != nil {}
    }

    func makeRoom() { try? FileManager.default.removeItem(atPath: filler) }

    func grow(toKibibytes kibibytes: Int) throws {
        let flags = UInt(MS_REMOUNT)
        guard mount("tmpfs", folder.path, "tmpfs", flags, "size=\(kibibytes)k") == 0 else {
            throw Failure("cannot grow: \(String(cString: strerror(errno)))")
        }
    }

    func unmount() { umount2(folder.path, Int32(MNT_DETACH)) }

    private var filler: String {
        let path = folder("filler")
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        return path
    }
}
