import CovisitCore
import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

/// A disk that refuses: older generations stay, the message says why, nothing piles up.
struct SnapshotFaultTests {
    /// A disk with the older generation, and its store.
    private func begin() async throws -> (disk: MemoryDisk, store: DirectSnapshotStore) {
        let disk = MemoryDisk(files: [snapshotPath(1): SmallState.older.fileBytes])
        let store = try disk.store()
        disk.setFault(nil)
        return (disk, store)
    }

    /// The operations of one snapshot that goes well.
    private func operationsOfASnapshot() async throws -> [MemoryDisk.Operation] {
        let (disk, store) = try await begin()
        try #require(await store.write(.newer)?.isDurable == true)
        return disk.operations
    }

    @Test func `a generation gets its name when all of it is durable`() async throws {
        let operations = try await operationsOfASnapshot()
        let writes = [MemoryDisk.Operation](
            repeating: .write, count: SmallState.newer.chunks.count + 2)
        let expected: [MemoryDisk.Operation] =
            [.list, .create] + writes + [.sync, .rename, .syncDirectory, .list]
        #expect(operations == expected)
    }

    @Test(arguments: [
        (Errno.noSpace, "make room, or move snapshots.directory"),
        (.ioError, "check the disk"), (.readOnlyFileSystem, "mount it for writing"),
        (.permissionDenied, "must belong to the user"), (.tooManyOpenFiles, "Too many open files"),
    ])
    func `an error at any operation leaves the older generation and nothing else`(
        error: Errno, advice: String
    ) async throws {
        let operations = try await operationsOfASnapshot()
        for (index, operation) in operations.enumerated() {
            let (disk, store) = try await begin()
            disk.setFault(.init(operation: index, error: error, writtenByteCount: 10))
            let outcome = await store.write(.newer)
            disk.setFault(nil)

            // At the end only old generations could not be removed.
            let isDurable = index == operations.count - 1
            #expect(outcome?.isDurable == isDurable, "\(index) \(operation): \(outcome as Any)")
            if !isDurable {
                let failure = try #require(outcome?.failure)
                #expect(failure.contains(advice) && failure.contains("cannot \(operation.words)"))
            }
            #expect(!disk.wroteBehindError)
            let isVisible = isDurable || operation == .syncDirectory
            let names = [snapshotPath(1)] + (isVisible ? [snapshotPath(2)] : [])
            #expect(disk.names == Set(names), "\(index) \(operation)")
            let recovery = try await recover(disk.copy)
            #expect(recovery.holds(isVisible ? .newer : .older) && recovery.damaged.isEmpty)

            #expect(await store.write(.later)?.isDurable == true)
            #expect(disk.names == Set(names.suffix(1) + [snapshotPath(3)]))
        }
    }

    /// Not even what was begun can be removed.
    @Test func `a disk that fails for good leaves one beginning, and works again`() async throws {
        for index in 0..<(try await operationsOfASnapshot().count) {
            let (disk, store) = try await begin()
            disk.setFault(
                .init(operation: index, error: .ioError, writtenByteCount: 300, isFinal: true))
            let outcome = await store.write(.newer)
            _ = await store.write(.later)
            disk.setFault(nil)
            let unfinished = disk.names.filter { $0.extension == "tmp" }
            #expect(unfinished.isSubset(of: [snapshotPath(2, ".tmp")]))

            // Wherever the machine stops, the next start has a whole generation.
            let machine = disk.copy
            let recovery = try await recover(machine)
            let isVisible = disk.names.contains(snapshotPath(2))
            #expect(recovery.holds(isVisible ? .newer : .older))
            if outcome?.isDurable == true { #expect(isVisible) }
            #expect(machine.names.allSatisfy { $0.extension == "covisnap" })

            // The same one again, as when nothing has happened in between.
            #expect(await store.write(.newer)?.isDurable == true)
            #expect(disk.names == [snapshotPath(1), snapshotPath(2)])
        }
    }

    @Test func `a generation that was begun and left is replaced by the next one`() async throws {
        let (disk, store) = try await begin()
        store.submit(.begin(SmallState.newer.header))
        store.submit(.append(SmallState.newer.chunks[0]))
        #expect(await store.write(.later)?.isDurable == true)
        #expect(disk.names == [snapshotPath(1), snapshotPath(3)])
        #expect(try await recover(disk.copy).holds(.later))
    }

    @Test func `an abandoned generation leaves nothing and has no outcome`() async throws {
        let (disk, store) = try await begin()
        for operation in SmallState.newer.operations.dropLast() { store.submit(operation) }
        #expect(disk.names == [snapshotPath(1), snapshotPath(2, ".tmp")])
        store.submit(.abandon)
        store.submit(.commit)
        #expect(disk.names == [snapshotPath(1)])
        #expect(store.takeOutcome() == nil)
    }

    @Test func `a failure is told at once and once, and the rest of it ignored`() async throws {
        let (disk, store) = try await begin()
        disk.setFault(.init(operation: 3, error: .noSpace))
        for operation in SmallState.newer.operations.prefix(2) { store.submit(operation) }
        #expect(
            store.takeOutcome()?.failure?.hasPrefix(
                "cannot write \(snapshotPath(2, ".tmp")): No space left on device") == true)
        let operations = disk.operations
        for operation in SmallState.newer.operations.dropFirst(2) { store.submit(operation) }
        #expect(store.takeOutcome() == nil)
        #expect(disk.operations == operations)
    }
}
