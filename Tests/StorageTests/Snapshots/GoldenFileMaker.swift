import Glibc
import SystemPackage
import Testing
import WireFormats

/// Writes the golden files anew, for a new version of a format, into the sources:
/// `COVISITD_MAKE_FIXTURES=1 swift test --filter GoldenFileMaker`. Files of versions that were
/// released stay as they are.
@Suite(.enabled(if: getenv("COVISITD_MAKE_FIXTURES") != nil))
struct GoldenFileMaker {
    static let sequence: UInt64 = 7

    private func write(_ bytes: [UInt8], to name: String) throws {
        let tests = FilePath(#filePath).removingLastComponent().removingLastComponent()
        let file = try FileDescriptor.open(
            tests.appending("Fixtures").appending(name), .writeOnly,
            options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    @Test func `a snapshot of a small engine, and a journal`() throws {
        let state = SmallState(events: 300, sequence: Self.sequence)
        try write(state.fileBytes, to: "snapshot-v1.covisnap")
        let disk = MemoryDisk()
        try openJournal(disk).append(records(1...20))
        try write(try #require(disk.files[journalPath(1)]), to: "journal-v1.covijnl")
        let raw = try read(state.fileBytes).flatMap { $0 }
        // For GoldenSnapshotTests.
        print("digest", state.digest)
        print("configurationDigest", state.header.configurationDigest)
        print("rawChecksum", xxh3(raw))
    }
}
