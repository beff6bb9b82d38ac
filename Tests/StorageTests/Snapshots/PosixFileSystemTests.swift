import CovisitCore
import Glibc
import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

/// The machine's disk, and what somebody might have put there.
struct PosixFileSystemTests {
    private let files: TemporaryFiles
    private let disk = PosixFileSystem()
    private let directory: FilePath

    init() throws {
        files = try TemporaryFiles()
        directory = files.directory.appending("state")
    }

    private func mode(_ path: FilePath) -> mode_t {
        var status = stat()
        return lstat(path.string, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    private func remove(_ directory: FilePath) {
        for entry in (try? disk.list(directory)) ?? [] {
            unlink(directory.appending(entry.name).string)
        }
        rmdir(directory.string)
    }

    private func expectRefused(_ part: String, _ body: () throws -> Void) {
        let error = #expect(throws: FileError.self) { try body() }
        #expect("\(error as Any)".contains(part), "\(error as Any)")
    }

    @Test func `directories are 0700 and files 0600, and all is read back`() async throws {
        defer { remove(directory) }
        let snapshots = try SnapshotDirectory(directory)
        let store = DirectSnapshotStore(snapshots, keepCount: 2)
        #expect(await store.write(.newer)?.isDurable == true)
        let journal = try JournalFiles(
            snapshots, byteCountMax: 1000, isSynced: true, keepsAll: false)
        journal.append(records(3...5))
        #expect(journal.status.recordCount == 3)
        store.submit(.begin(SmallState.later.header))
        #expect(mode(directory) == 0o700)
        let entries = try disk.list(directory)
        #expect(
            entries.map(\.name) == [
                "journal-00000000000000000003.covijnl", "lock",
                "snapshot-00000000000000000002.covisnap",
                "snapshot-00000000000000000003.covisnap.tmp",
            ])
        for entry in entries { #expect(mode(directory.appending(entry.name)) == 0o600) }
        #expect(entries[2].byteCount == SmallState.newer.fileBytes.count)

        let state = try await snapshots.recover(SmallState.configuration, workers: 2)
        #expect(state.engine.digest() == SmallState.newer.digest)
        #expect(state.start.order == records(3...5))
    }

    @Test func `a second lock is refused until the first is let go`() throws {
        defer { remove(directory) }
        var first: SnapshotDirectory? = try SnapshotDirectory(directory)
        expectRefused("another covisitd uses it") { _ = try SnapshotDirectory(directory) }
        // Whoever only reads needs none.
        #expect(try SnapshotDirectory(directory, isWritten: false).generations().isEmpty)
        withExtendedLifetime(first) {}
        first = nil
        _ = try SnapshotDirectory(directory)
    }

    @Test func `what is no directory of ours is refused`() throws {
        defer { remove(directory) }
        try disk.makeDirectory(directory)
        try disk.makeDirectory(directory)
        let link = files.path("link")
        #expect(symlink(directory.string, link.string) == 0)
        expectRefused("it is not a directory") { try disk.makeDirectory(link) }
        expectRefused("it is not a directory") { _ = try SnapshotDirectory(link) }
        let file = try files.write([1], to: "file")
        expectRefused("it is not a directory") { try disk.makeDirectory(file) }
        for mode in [0o750, 0o705, 0o777] as [mode_t] {
            chmod(directory.string, mode)
            expectRefused("others may enter it: chmod 700") { try disk.makeDirectory(directory) }
        }
    }

    @Test func `what somebody has put into the directory is refused by name`() throws {
        defer { remove(directory) }
        try disk.makeDirectory(directory)
        let snapshot = directory.appending("snapshot-00000000000000000007.covisnap")
        disk.makeFile(snapshot)
        try disk.makeDirectory(directory)
        for mode in [0o640, 0o604, 0o622, 0o777] as [mode_t] {
            chmod(snapshot.string, mode)
            expectRefused("\(snapshot): others may read or write it: chmod 600 it") {
                _ = try SnapshotDirectory(directory)
            }
        }
        unlink(snapshot.string)
        #expect(symlink("/etc/passwd", snapshot.string) == 0)
        expectRefused("\(snapshot): it is a symbolic link, which is not followed") {
            _ = try SnapshotDirectory(directory)
        }
        unlink(snapshot.string)
        // What a file system keeps for itself is none of our business.
        #expect(mkdir(directory.appending("lost+found").string, 0o755) == 0)
        defer { rmdir(directory.appending("lost+found").string) }
        _ = try SnapshotDirectory(directory)
    }

    @Test(.enabled(if: geteuid() == 0, "who is not root cannot give files away"))
    func `a file of somebody else's is refused`() throws {
        defer { remove(directory) }
        try disk.makeDirectory(directory)
        let snapshot = directory.appending("snapshot-00000000000000000007.covisnap")
        disk.makeFile(snapshot)
        #expect(chown(snapshot.string, 65_534, 65_534) == 0)
        expectRefused("it belongs to another user: chown it") {
            _ = try SnapshotDirectory(directory)
        }
        #expect(chown(directory.string, 65_534, 65_534) == 0)
        expectRefused("it belongs to another user") { _ = try SnapshotDirectory(directory) }
    }

    @Test func `a file with another name is read, and never written`() throws {
        let target = try files.write(["keep me"], to: "target")
        let link = files.path("journal-00000000000000000001.covijnl")
        #expect(Glibc.link(target.string, link.string) == 0)
        defer { unlink(link.string) }
        expectRefused("it has another name (a hard link)") {
            _ = try disk.open(link, truncatedTo: 0)
        }
        #expect(try bytes(of: target) == text(["keep me"]))
        #expect(try disk.openForReading(link).byteCount == text(["keep me"]).count)
    }

    @Test func `a file of holes is refused before memory is taken for it`() throws {
        let path = files.path("snapshot-00000000000000000001.covisnap")
        disk.makeFile(path)
        defer { unlink(path.string) }
        for byteCount in [(64 << 20) + 1, 1 << 40] {
            #expect(truncate(path.string, byteCount) == 0)
            expectRefused("of its \(byteCount) bytes are on the disk: it has holes") {
                _ = try disk.openForReading(path)
            }
        }
        #expect(truncate(path.string, 64 << 20) == 0)
        #expect(try disk.openForReading(path).byteCount == 64 << 20)
    }

    @Test func `a directory that others may replace is refused`() throws {
        let parent = files.path("open")
        #expect(mkdir(parent.string, 0o700) == 0)
        defer { rmdir(parent.string) }
        chmod(parent.string, 0o777)
        let directory = parent.appending("state")
        expectRefused("others may put another in its place") { try disk.makeDirectory(directory) }
        rmdir(directory.string)
        // As /tmp has it: others may add to it, and not take away.
        chmod(parent.string, 0o1777)
        try disk.makeDirectory(directory)
        rmdir(directory.string)
    }

    @Test func `no umask gives files or directories away`() throws {
        defer { remove(directory) }
        let mask = umask(0)
        defer { umask(mask) }
        try disk.makeDirectory(directory)
        let path = directory.appending("file")
        disk.makeFile(path)
        #expect(mode(directory) == 0o700 && mode(path) == 0o600)
    }

    @Test func `a directory below a link is made`() throws {
        let link = files.path("link")
        #expect(symlink(files.directory.string, link.string) == 0)
        defer { remove(directory) }
        try disk.makeDirectory(link.appending("state"))
        #expect(mode(directory) == 0o700)
    }

    @Test func `a directory without a parent says what is missing`() {
        expectRefused("No such file or directory") {
            try disk.makeDirectory(directory.appending("below"))
        }
        expectRefused("cannot list") { _ = try disk.list(directory) }
    }

    @Test func `a link in place of a file is refused, and what it leads to is left alone`() throws {
        let target = try files.write(["keep me"], to: "target")
        let link = files.path("link")
        #expect(symlink(target.string, link.string) == 0)
        let words = "it is a symbolic link, which is not followed"
        expectRefused(words) { _ = try disk.openForReading(link) }
        expectRefused(words) { _ = try disk.open(link, truncatedTo: 0) }
        expectRefused(words) { _ = try disk.lock(link) }
        expectRefused("cannot create") { _ = try disk.create(link) }
        #expect(try bytes(of: target) == text(["keep me"]))
        #expect(try disk.list(files.directory).map(\.name) == ["target"])
        try disk.remove(link)
        #expect(try bytes(of: target) == text(["keep me"]))
    }

    @Test func `pipes and directories are not taken for files`() throws {
        let pipe = files.path("pipe")
        #expect(mkfifo(pipe.string, 0o600) == 0)
        expectRefused("it is not a regular file") { _ = try disk.openForReading(pipe) }
        expectRefused("it is not a regular file") { _ = try disk.openForReading(files.directory) }
        expectRefused("No such device") { _ = try disk.open(pipe, truncatedTo: 0) }
        #expect(try disk.list(files.directory).isEmpty)
    }

    @Test func `writes go where they belong, and a cut file goes on at its end`() throws {
        let path = files.path("file")
        let file = try disk.create(path)
        try ([1, 2, 3, 4, 5] as [UInt8]).withUnsafeBytes { try file.write($0, at: 3) }
        try ([9, 9] as [UInt8]).withUnsafeBytes { try file.write($0, at: 0) }
        try file.sync()
        file.close()
        #expect(try bytes(of: path) == [9, 9, 0, 1, 2, 3, 4, 5])
        let cut = try disk.open(path, truncatedTo: 4)
        try ([7] as [UInt8]).withUnsafeBytes { try cut.write($0, at: 4) }
        cut.close()
        #expect(try bytes(of: path) == [9, 9, 0, 1, 7])
        expectRefused("File exists") { _ = try disk.create(path) }
        try disk.syncDirectory(files.directory)
    }
}

extension PosixFileSystem {
    /// An empty file, as the daemon makes one.
    fileprivate func makeFile(_ path: FilePath) {
        #expect(throws: Never.self) { try create(path).close() }
    }
}
