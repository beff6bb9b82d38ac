import Storage
import Synchronization
import SystemPackage
import Testing
import WireFormats

/// When the journal cannot go on, the stream does.
struct JournalRestTests {
    @Test(arguments: [(Errno.noSpace, "make room"), (.ioError, "check the disk")], [true, false])
    func `after an error it rests until the next durable snapshot`(
        error: (errno: Errno, advice: String), isSynced: Bool
    ) throws {
        let whole = MemoryDisk()
        let good = try openJournal(whole, isSynced: isSynced)
        whole.setFault(nil)
        good.append(records(1...10))
        for operation in whole.operations.indices {
            let disk = MemoryDisk()
            let journal = try openJournal(disk, isSynced: isSynced)
            disk.setFault(
                .init(operation: operation, error: error.errno, writtenByteCount: 5))
            journal.append(records(1...10))
            disk.setFault(nil)
            let status = journal.status
            #expect(status.skippedCount > 0 && status.recordCount + status.skippedCount == 10)
            #expect(status.restingBecause?.contains(error.advice) == true)
            // A record of which only the sync failed may be there.
            let known = try disk.journal().records
            #expect(known == Array(records(1...10).prefix(known.count)))
            #expect((status.recordCount...status.recordCount + 1).contains(known.count))

            journal.generationIsDurable(oldest: 0)
            journal.append(records(11...12))
            #expect(journal.status.restingBecause == nil)
            #expect(journal.status.recordCount == status.recordCount + 2)
            #expect(!disk.wroteBehindError)
            #expect(try disk.journal(after: 10).records == records(11...12))
            #expect(try disk.journal().damage == nil || known.count < 10)
            #expect(try disk.journal().records.count == (known.count < 10 ? known.count : 12))
        }
    }

    @Test func `a journal that is full rests, and goes on when there is room`() throws {
        let disk = MemoryDisk()
        let journal = try openJournal(disk, byteCountMax: 1000)
        var sequence: UInt64 = 0
        while journal.status.restingBecause == nil {
            sequence += 1
            journal.append(record(sequence))
            #expect(disk.journalByteCount <= 1000)
        }
        #expect(disk.journalByteCount > 900 && journal.status.skippedCount == 1)
        #expect(
            journal.status.restingBecause == "it has reached snapshots.journal_bytes (1000)")
        #expect(try disk.journal().records == records(1...sequence - 1))

        // The generation that is kept needs all of it.
        journal.generationIsDurable(oldest: 2)
        journal.append(record(sequence + 1))
        #expect(journal.status.restingBecause != nil && journal.status.skippedCount == 2)
        // An empty segment in front of what is needed no more.
        journal.generationIsDurable(oldest: sequence + 1)
        disk.put([], at: journalPath(sequence + 2))
        journal.generationIsDurable(oldest: sequence + 1)
        journal.append(record(sequence + 2))
        #expect(journal.status.restingBecause == nil)
        #expect(try disk.journal(after: sequence + 1).records == [record(sequence + 2)])
        #expect(journal.status.byteCount == disk.journalByteCount)
    }

    @Test func `a full journal that keeps all stays as it is`() throws {
        let disk = MemoryDisk()
        let journal = try openJournal(disk, byteCountMax: 400, keepsAll: true)
        journal.append(records(1...50))
        let known = try disk.journal().records
        journal.generationIsDurable(oldest: 50)
        journal.append(records(51...100))
        #expect(try disk.journal().records == known && known.count > 5)
        #expect(journal.status.restingBecause != nil && disk.journalByteCount <= 400)
    }

    @Test func `segments that cannot be removed cost room and nothing else`() throws {
        let disk = MemoryDisk()
        let journal = try openJournal(disk)
        journal.append(records(1...3))
        journal.generationIsDurable(oldest: 0)
        journal.append(records(4...5))
        for operation in 0..<3 {
            disk.setFault(.init(operation: operation, error: .ioError))
            let copy = disk.copy
            let other = try openJournal(copy)
            copy.setFault(.init(operation: operation, error: .ioError))
            other.generationIsDurable(oldest: 3)
            copy.setFault(nil)
            other.append(records(6...7))
            #expect(other.status.restingBecause == nil)
            #expect(try copy.journal(after: 3).records == records(4...7))
        }
        disk.setFault(nil)
        journal.generationIsDurable(oldest: 3)
        #expect(disk.names == [journalPath(4)])
    }

    /// What was to be cut off would else be taken for what comes next.
    @Test func `a cut that fails is made up for before the journal wakes`() throws {
        let good = MemoryDisk()
        try openJournal(good).append(records(1...9))
        let cutting = good.copy
        let whole = try openJournal(cutting)
        cutting.setFault(nil)
        whole.cut(after: 4)
        for operation in cutting.operations.indices.dropLast() {
            let disk = good.copy
            let journal = try openJournal(disk)
            disk.setFault(.init(operation: operation, error: .ioError, isFinal: true))
            journal.cut(after: 4)
            journal.append(records(5...6, history: 1))
            journal.generationIsDurable(oldest: 0)
            #expect(journal.status.restingBecause?.contains("check the disk") == true)
            #expect(journal.status.skippedCount == 2 && journal.status.recordCount == 0)
            disk.setFault(nil)
            journal.generationIsDurable(oldest: 0)
            journal.append(records(7...8, history: 1))
            #expect(journal.status.restingBecause == nil && journal.status.recordCount == 2)
            #expect(try disk.journal().records == records(1...4))
            #expect(try disk.journal(after: 6).records == records(7...8, history: 1))
        }
    }

    @Test func `the journal on its own thread writes what it is given`() async throws {
        let disk = MemoryDisk()
        let reasons = Mutex<[String]>([])
        let journal = try OrderJournalFile(
            disk.directory(), byteCountMax: 1 << 20, isSynced: true, keepsAll: false
        ) { reason in reasons.withLock { $0.append(reason) } }
        for record in records(1...5) { await journal.append(record) }
        await journal.generationIsDurable(oldest: 5)
        for record in records(6...8) { await journal.append(record) }
        await journal.cut(after: 7)
        #expect(journal.status.recordCount == 8)
        #expect(journal.status.byteCount == disk.journalByteCount)
        #expect(try disk.journal(after: 5).records == records(6...7))
        #expect(reasons.withLock { $0 }.isEmpty)

        for count in 1...2 {
            disk.setFault(.init(operation: 0, error: .noSpace))
            await journal.append(record(8))
            await journal.append(record(9))
            disk.setFault(nil)
            #expect(reasons.withLock { $0 }.count == count)
            #expect(journal.status.restingBecause?.contains("make room") == true)
            await journal.generationIsDurable(oldest: 5)
        }
        disk.setFault(.init(operation: 0, error: .ioError))
        await journal.cut(after: 7)
        #expect(reasons.withLock { $0 }.count == 3)
        #expect(journal.status.skippedCount == 4)
    }
}
