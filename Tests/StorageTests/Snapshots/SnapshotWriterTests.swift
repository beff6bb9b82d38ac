import CovisitCore
import Storage
import StreamPipeline
import Synchronization
import SystemPackage
import Testing
import WireFormats

/// The store with a thread of its own, and its twin that works in the caller's.
struct SnapshotWriterTests {
    private let disk = MemoryDisk()

    private func writer(
        on disk: MemoryDisk, keeping keepCount: Int = 2, journal: OrderJournalFile? = nil
    ) throws -> SnapshotWriter {
        SnapshotWriter(try disk.directory(), keepCount: keepCount, journal: journal)
    }

    private func submit(_ operations: [SnapshotOperation], to store: some SnapshotStore) {
        for operation in operations { store.submit(operation) }
    }

    @Test func `what is submitted waits until it is carried out`() async throws {
        let writer = try writer(on: disk)
        submit(SmallState.newer.operations, to: writer)
        let byteCount = SmallState.newer.chunks.reduce(0) { $0 + $1.bytes.count }
        #expect(writer.queuedByteCount == byteCount)
        #expect(writer.takeOutcome() == nil && disk.names.isEmpty)
        async let running: Void = writer.run()
        await writer.drain()
        #expect(writer.queuedByteCount == 0)
        guard case .durable(let facts) = writer.takeOutcome() else {
            Issue.record("it is not durable")
            return
        }
        #expect(facts.sequence == 2 && facts.place == snapshotPath(2).string)
        #expect(facts.seconds >= 0 && facts.byteCount == SmallState.newer.fileBytes.count)
        #expect(writer.takeOutcome() == nil)
        writer.finish()
        await running
        #expect(try await recover(disk).holds(.newer))
    }

    @Test func `what is submitted before its end is carried out, drain does not hang`() async throws
    {
        let writer = try writer(on: disk)
        submit(SmallState.older.operations, to: writer)
        writer.finish()
        await writer.run()
        #expect(writer.takeOutcome()?.isDurable == true)
        await writer.drain()
        #expect(disk.names == [snapshotPath(1)])
    }

    /// Offsets of the newer one would be committed for the older one's sake.
    @Test(arguments: [true, false])
    func `the outcome is that of the generation begun last`(isFailing: Bool) async throws {
        let writer = try writer(on: disk)
        if isFailing { disk.setFault(.init(operation: 9, error: .ioError)) }
        submit(SmallState.older.operations, to: writer)
        submit([.begin(SmallState.newer.header)], to: writer)
        async let running: Void = writer.run()
        await writer.drain()
        #expect(writer.takeOutcome() == nil)
        #expect(disk.names.contains(snapshotPath(1)) == !isFailing)
        submit(Array(SmallState.newer.operations.dropFirst()), to: writer)
        await writer.drain()
        guard case .durable(let facts) = writer.takeOutcome() else {
            Issue.record("it is not durable")
            return
        }
        #expect(facts.sequence == 2)
        writer.finish()
        await running
    }

    /// Snapshots that go well, fail, are left and abandoned, with the journal beside them.
    @Test(arguments: [nil, 2, 60, 134, 135, 136, 137, 138] as [Int?])
    func `both stores do the same`(failingOperation: Int?) async throws {
        let twins = [MemoryDisk(), MemoryDisk()]
        let journals = try twins.map {
            try OrderJournalFile(
                $0.directory(), byteCountMax: 1 << 20, isSynced: false, keepsAll: false
            ) { _ in }
        }
        let writer = try writer(on: twins[0], journal: journals[0])
        let oldest = Mutex<[UInt64?]>([])
        let direct = DirectSnapshotStore(try twins[1].directory(), keepCount: 2) { sequence in
            oldest.withLock { $0.append(sequence) }
        }
        async let running: Void = writer.run()
        let steps: [(operations: [SnapshotOperation], fault: Int?)] = [
            (SmallState.older.operations, nil), (SmallState.newer.operations, failingOperation),
            (Array(SmallState.newer.operations.prefix(50)), nil), ([.abandon, .commit], nil),
            (SmallState.later.operations, nil),
        ]
        for (sequence, step) in zip(1..., steps) {
            for (disk, journal) in zip(twins, journals) {
                await journal.append(record(UInt64(sequence)))
                disk.setFault(step.fault.map { .init(operation: $0, error: .noSpace) })
            }
            submit(step.operations, to: writer)
            submit(step.operations, to: direct)
            await writer.drain()
            for oldest in oldest.withLock({ $0 }) {
                await journals[1].generationIsDurable(oldest: oldest)
            }
            oldest.withLock { $0 = [] }
            for disk in twins { disk.setFault(nil) }
            #expect(plain(writer.takeOutcome()) == plain(direct.takeOutcome()))
            #expect(twins[0].files == twins[1].files)
        }
        writer.finish()
        await running
        #expect(try await recover(twins[0].copy).holds(.later))
        #expect(journals[0].status == journals[1].status)
    }

    /// All of an outcome but the time it took.
    private func plain(_ outcome: SnapshotOutcome?) -> SnapshotOutcome? {
        guard case .durable(var facts) = outcome else { return outcome }
        facts.seconds = 0
        return .durable(facts)
    }

    @Test func `a durable generation wakes and trims the journal`() async throws {
        let journal = try OrderJournalFile(
            disk.directory(), byteCountMax: 1 << 20, isSynced: true, keepsAll: false
        ) { _ in }
        let writer = try writer(on: disk, keeping: 1, journal: journal)
        async let running: Void = writer.run()
        await journal.append(record(1))
        disk.setFault(.init(operation: 0, error: .noSpace))
        await journal.append(record(2))
        disk.setFault(nil)
        #expect(journal.status.restingBecause != nil)
        #expect(await writer.write(.newer)?.isDurable == true)
        #expect(journal.status.restingBecause == nil)
        await journal.append(record(3))
        #expect(await writer.write(.later)?.isDurable == true)
        #expect(disk.names == [snapshotPath(3), journalPath(3)])
        writer.finish()
        await running
    }
}
