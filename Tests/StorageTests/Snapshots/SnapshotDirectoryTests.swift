import CovisitCore
import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

/// Which generations a directory keeps, and which one a start uses.
struct SnapshotDirectoryTests {
    private let disk = MemoryDisk()

    private func write(_ states: SmallState..., keeping keepCount: Int = 9) async throws {
        let store = try disk.store(keeping: keepCount)
        for state in states { try #require(await store.write(state)?.isDurable == true) }
    }

    private func flip(_ sequence: UInt64) {
        var bytes = disk.files[snapshotPath(sequence)] ?? []
        bytes[bytes.count / 2] ^= 1
        disk.put(bytes, at: snapshotPath(sequence))
    }

    @Test(arguments: [1, 3])
    func `what was written is restored, by one task or several`(workers: Int) async throws {
        guard case .durable(let facts) = await (try disk.store()).write(.newer) else {
            Issue.record("it is not durable")
            return
        }
        let recovery = try await recover(disk, workers: workers)
        #expect(recovery.holds(.newer) && recovery.damaged.isEmpty)
        #expect(recovery.start.sequence == 2 && recovery.start.order.isEmpty)
        #expect(facts.sequence == 2 && facts.place == snapshotPath(2).string)
        #expect(disk.files[snapshotPath(2)]?.count == facts.byteCount)
    }

    @Test func `equal state gives equal files`() async throws {
        // Whatever was written before leaves no trace.
        for state in [SmallState.newer, .older, .newer] {
            try await write(state)
            #expect(disk.files[snapshotPath(2)] == SmallState.newer.fileBytes)
        }
        #expect(SmallState(events: 90, sequence: 2).fileBytes == SmallState.newer.fileBytes)
    }

    @Test func `an empty directory gives an empty state`() async throws {
        let recovery = try await recover(disk)
        #expect(recovery.sequence == nil && recovery.damaged.isEmpty)
        #expect(recovery.digest == Engine(SmallState.configuration).digest())
        #expect(recovery.start.sequence == 0 && recovery.start.partitions.isEmpty)
    }

    @Test func `the newest generations are kept, the others removed`() async throws {
        try await write(.older, .newer, .later, keeping: 2)
        #expect(disk.names == [snapshotPath(2), snapshotPath(3)])
        try await write(SmallState(events: 10, sequence: 100), keeping: 1)
        #expect(disk.names == [snapshotPath(100)])
    }

    @Test func `generations of a later number do not push out the one just made`() async throws {
        try await write(SmallState(events: 10, sequence: 50), SmallState(events: 20, sequence: 60))
        try await write(.older, .newer, keeping: 1)
        #expect(disk.names == [snapshotPath(2), snapshotPath(50), snapshotPath(60)])
        try await write(.later, keeping: 2)
        #expect(disk.names.isSuperset(of: [snapshotPath(2), snapshotPath(3)]))
    }

    @Test func `only what a crash left of a snapshot is removed as unfinished`() async throws {
        let others = [
            place.appending("notes.tmp"), place.appending("snapshot-1.covisnap.tmp"),
            place.appending("lock"), journalPath(1), "/elsewhere/snapshot-1.covisnap.tmp",
        ]
        for other in others { disk.put([1], at: other) }
        disk.put([1], at: snapshotPath(9, ".tmp"))
        _ = try SnapshotDirectory(place, on: disk)
        #expect(disk.names == Set(others))
    }

    @Test func `two daemons cannot use one directory`() throws {
        var first: SnapshotDirectory? = try SnapshotDirectory(place, on: disk)
        let error = #expect(throws: FileError.self) { try SnapshotDirectory(place, on: disk) }
        #expect("\(error as Any)".contains("another covisitd uses it"))
        #expect(try first?.generations().isEmpty == true)
        first = nil
        _ = try SnapshotDirectory(place, on: disk)
    }

    @Test func `damaged generations are put aside for good, those of the last time go`()
        async throws
    {
        try await write(.older, .newer, .later)
        flip(3)
        #expect(try await recover(disk).damaged == [3])
        #expect(disk.names == [snapshotPath(1), snapshotPath(2), snapshotPath(3, ".damaged")])
        #expect(disk.operations.last == .syncDirectory)
        flip(2)
        #expect(try await recover(disk).damaged == [2])
        let again = try await recover(disk)
        #expect(again.holds(.older) && again.damaged.isEmpty)
        #expect(disk.names == [snapshotPath(1), snapshotPath(2, ".damaged")])
    }

    @Test func `without any good generation nothing is moved, and the start refused`()
        async throws
    {
        try await write(.older, .newer)
        flip(1)
        flip(2)
        let files = disk.files
        let error = await #expect(throws: NoGoodGeneration.self) { _ = try await recover(disk) }
        #expect(error?.causes.count == 2)
        #expect("\(error as Any)".contains("set recovery.damaged to restart"))
        #expect(disk.files == files)
    }

    @Test func `a state that begins again is numbered behind everything`() async throws {
        #expect(try disk.directory().beginAgain(SmallState.configuration).start.sequence == 0)
        try await write(.older, .newer)
        let journal = try openJournal(disk)
        journal.append(records(1...5))
        journal.generationIsDurable(oldest: nil)
        journal.append(records(8...9))
        let again = try disk.directory().beginAgain(SmallState.configuration)
        // One is left out: the past shall not go on with the new order.
        #expect(again.start.sequence == 6 && again.snapshot == nil)
        try openJournal(disk).append(records(7...12, history: 1))
        let recovery = try await recover(disk)
        #expect(recovery.holds(.newer) && recovery.start.order == records(3...5))
        #expect(recovery.journalDamage == "no record 6: the next segment begins with 7")
    }

    @Test func `a configuration that does not fit stops the start`() async throws {
        try await write(.older, .newer)
        var other = SmallState.configuration
        other.popularityHalfLifeMilliseconds += 1
        let error = await #expect(throws: StateMismatch.self) {
            _ = try await recover(disk, configuration: other)
        }
        #expect(error?.differences.count == 1)
        #expect(disk.names == [snapshotPath(1), snapshotPath(2)])
    }

    @Test func `a later release's snapshot stops the start and says what to do`() async throws {
        try await write(.older, .newer)
        var bytes = SmallState.newer.fileBytes
        bytes[8] = 2
        sealPrefix(&bytes)
        disk.put(bytes, at: snapshotPath(2))
        let error = await #expect(throws: SnapshotError.self) { _ = try await recover(disk) }
        #expect(error?.code == .unknownVersion)
        #expect(error?.cause.contains("it has format version 2") == true)
        #expect(error?.cause.contains("use the covisitd that wrote it") == true)
    }

    /// It would stay the newest for ever.
    @Test func `a file under another generation's name is not used`() async throws {
        try await write(.older, .newer)
        disk.put(SmallState.older.fileBytes, at: snapshotPath(8))
        let recovery = try await recover(disk)
        #expect(recovery.holds(.newer) && recovery.damaged == [8])
        #expect(recovery.causes == ["it is snapshot 1 under another name"])
    }

    @Test func `names that are no sequences are left alone`() async throws {
        let names = [
            "snapshot-18446744073709551615.covisnap", "snapshot-1.covisnap",
            "snapshot-0000000000000000000x.covisnap", "snapshot-+0000000000000000001.covisnap2",
            "journal-18446744073709551615.covijnl", "journal-1.covijnl",
        ]
        for name in names { disk.put([1], at: place.appending(name)) }
        let recovery = try await recover(disk)
        #expect(recovery.sequence == nil && recovery.journalDamage == nil)
        #expect(disk.names == Set(names.map { place.appending($0) }))
    }
}
