import CovisitCore
import Foundation
import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

/// Files that earlier releases wrote, made once by `GoldenFileMaker`: a start must read them, and
/// arrive at the state that they were made from.
///
/// Content is compared, not frames: another release of zstd may pack the same content differently.
struct GoldenSnapshotTests {
    private static let digest: UInt64 = 1_243_360_972_026_562_300
    private static let configurationDigest: UInt64 = 16_021_857_824_259_986_600
    private static let rawChecksum: UInt64 = 15_777_104_585_612_694_185

    private func fixture(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return try bytes(of: FilePath(url.path).appending(name))
    }

    private func disk() throws -> MemoryDisk {
        MemoryDisk(files: [
            snapshotPath(GoldenFileMaker.sequence): try fixture("snapshot-v1.covisnap"),
            journalPath(1): try fixture("journal-v1.covijnl"),
        ])
    }

    @Test(arguments: [1, 4])
    func `state of format 1 is restored, and the order behind it`(workers: Int) async throws {
        let recovery = try await recover(disk(), workers: workers)
        #expect(recovery.damaged.isEmpty && recovery.journalDamage == nil)
        #expect(recovery.digest == Self.digest)
        #expect(recovery.start.sequence == 7 && recovery.start.order == records(8...20))
        #expect(
            recovery.start.partitions == [
                SnapshotPartition(
                    partition: 0, nextOffset: 300,
                    anchor: RecordAnchor(offset: 299, fingerprint: 0xFEED_F00D)),
                SnapshotPartition(partition: 3, nextOffset: 0),
            ])
    }

    @Test func `header and sections of format 1 are what they were`() throws {
        let golden = try fixture("snapshot-v1.covisnap")
        let prefix = try golden.withUnsafeBytes {
            let count = try SnapshotPrefix.byteCount($0, fileByteCount: golden.count)
            return try SnapshotPrefix(.init(rebasing: $0[..<count]), fileByteCount: golden.count)
        }
        #expect(prefix.formatVersion == 1)
        #expect(prefix.header.topic == "events" && prefix.header.sequence == 7)
        #expect(prefix.header.eventCount == 300)
        #expect(prefix.header.watermark == 1_661_724_000_000 + 299 * 60_000)
        #expect(prefix.header.configuration.count == 29)
        #expect(prefix.header.configuration[1] == StateKey(name: "sessions.tail", value: "8"))
        #expect(prefix.header.configurationDigest == Self.configurationDigest)
        #expect(xxh3(try read(golden).flatMap { $0 }) == Self.rawChecksum)
    }

    /// Everything but the frames is laid out as it was then.
    @Test func `the state restored is written like that again`() async throws {
        let golden = try fixture("snapshot-v1.covisnap")
        let directory = try disk().directory()
        let state = try await directory.recover(SmallState.configuration, workers: 1)
        let header = try #require(state.snapshot?.header)
        let encoder = SnapshotEncoder(header)
        var now = encoder.zeroedPrefix
        for chunk in state.engine.captured() { now += encoder.append(chunk) }
        let prefix = encoder.finish()
        now.replaceSubrange(..<prefix.count, with: prefix)
        let headerEnd = prefix.count - 8 - StateSection.count * 32
        #expect(now[..<headerEnd] == golden[..<headerEnd])
        #expect(try read(now) == (try read(golden)))
    }

    @Test func `a journal of format 1 is read, and still written like that`() throws {
        let golden = try fixture("journal-v1.covijnl")
        #expect(try disk().journal().records == records(1...20))
        let now = MemoryDisk()
        try openJournal(now).append(records(1...20))
        #expect(now.files[journalPath(1)] == golden)
    }
}
