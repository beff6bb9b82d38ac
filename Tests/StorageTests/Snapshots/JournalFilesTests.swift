import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

struct JournalFilesTests {
    private let disk = MemoryDisk()

    private func append(_ sequences: ClosedRange<UInt64>, history: Int64 = 0) throws {
        try openJournal(disk).append(records(sequences, history: history))
    }

    @Test(arguments: [true, false])
    func `what was appended is known after a restart`(isSynced: Bool) throws {
        let journal = try openJournal(disk, isSynced: isSynced)
        journal.append(records(1...20))
        #expect(journal.status.recordCount == 20 && journal.status.skippedCount == 0)
        #expect(journal.status.byteCount == disk.journalByteCount)
        for (after, expected) in [(0, records(1...20)), (7, records(8...20)), (20, []), (25, [])] {
            let content = try disk.journal(after: UInt64(after))
            #expect(content.records == expected && content.damage == nil)
        }
        #expect(try openJournal(disk).status.byteCount == disk.journalByteCount)
    }

    @Test(arguments: [true, false])
    func `every record is made durable if it shall be, and only then`(isSynced: Bool) throws {
        try openJournal(disk, isSynced: isSynced).append(records(1...20))
        #expect(disk.operations.count { $0 == .sync } == (isSynced ? 20 : 0))
        #expect(disk.operations.count { $0 == .syncDirectory } == (isSynced ? 1 : 0))
        if isSynced { #expect(disk.operations.last == .sync) }
    }

    @Test func `segments follow each other through starts and snapshots`() throws {
        let first = try openJournal(disk)
        first.append(records(1...5))
        first.generationIsDurable(oldest: 0)
        first.append(records(6...9))
        let second = try openJournal(disk)
        second.append(records(10...12))
        #expect(disk.names == [journalPath(1), journalPath(6), journalPath(10)])
        #expect(try disk.journal().records == records(1...12))
        #expect(try disk.journal(after: 5).records == records(6...12))
        #expect(second.status.byteCount == disk.journalByteCount)
    }

    @Test func `what no kept generation needs is removed`() throws {
        let journal = try openJournal(disk)
        journal.append(records(1...5))
        journal.generationIsDurable(oldest: 4)
        journal.append(records(6...9))
        // 5 is needed by the generation at 4.
        journal.generationIsDurable(oldest: 4)
        #expect(try disk.journal(after: 4).records == records(5...9))
        journal.generationIsDurable(oldest: nil)
        #expect(disk.names == [journalPath(1), journalPath(6)])
        journal.generationIsDurable(oldest: 5)
        #expect(disk.names == [journalPath(6)])
        journal.append(records(10...11))
        journal.generationIsDurable(oldest: 9)
        #expect(disk.names == [journalPath(10)])
        #expect(try disk.journal(after: 9).records == records(10...11))
        #expect(journal.status.byteCount == disk.journalByteCount)
    }

    @Test func `a journal that keeps all removes nothing`() throws {
        let journal = try openJournal(disk, keepsAll: true)
        for sequence in 1...6 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            journal.generationIsDurable(oldest: sequence)
        }
        #expect(disk.names.count == 6)
        #expect(try disk.journal().records == records(1...6))
    }

    @Test func `after a cut another past goes on`() throws {
        let journal = try openJournal(disk)
        journal.append(records(1...5))
        journal.generationIsDurable(oldest: 0)
        journal.append(records(6...9))
        journal.cut(after: 3)
        #expect(try disk.journal().records == records(1...3))
        #expect(journal.status.byteCount == disk.journalByteCount)
        journal.append(records(4...7, history: 1))
        let content = try disk.journal()
        #expect(content.records == records(1...3) + records(4...7, history: 1))
        #expect(content.damage == nil)
        journal.cut(after: 0)
        journal.append(records(1...2, history: 2))
        #expect(try disk.journal().records == records(1...2, history: 2))
        #expect(journal.status.restingBecause == nil && journal.status.skippedCount == 0)
    }

    @Test func `a journal torn at any byte is known up to there, and goes on`() async throws {
        try append(1...12)
        let whole = try #require(disk.files[journalPath(1)])
        var counts = Set<Int>()
        for byteCount in 0...whole.count {
            let zeros = [UInt8](repeating: 0, count: byteCount % 3 == 0 ? 40 : 0)
            let torn = MemoryDisk(files: [journalPath(1): Array(whole[..<byteCount]) + zeros])
            let recovery = try await recover(torn)
            let known = recovery.start.order
            counts.insert(known.count)
            #expect(known == Array(records(1...12).prefix(known.count)))
            if recovery.journalDamage == nil {
                #expect(torn.journalByteCount == byteCount && zeros.isEmpty, "\(byteCount)")
            }
            let next = UInt64(known.count) + 1
            try openJournal(torn).append(records(next...next + 2, history: 1))
            let again = try await recover(torn)
            #expect(again.start.order == known + records(next...next + 2, history: 1))
            #expect(again.journalDamage == nil)
        }
        #expect(counts == Set(0...12))
    }

    @Test func `a flipped bit ends the known order before it, and never changes it`() async throws {
        try append(1...12)
        let whole = try #require(disk.files[journalPath(1)])
        var ends: [Int] = []
        for bit in 0..<(whole.count * 8) {
            var bytes = whole
            bytes[bit / 8] ^= 1 << (bit % 8)
            let damaged = MemoryDisk(files: [journalPath(1): bytes])
            let recovery = try await recover(damaged)
            let known = recovery.start.order
            #expect(known.count < 12 && known == Array(records(1...12).prefix(known.count)))
            #expect(recovery.journalDamage?.contains("is torn or damaged at byte") == true)
            ends.append(known.count)
            // What is behind it is cut off, and what is before it stays.
            let content = try damaged.journal()
            #expect(content.records == known && content.damage == nil)
        }
        // No record is lost that stands before the bit.
        #expect(ends == ends.sorted() && Set(ends) == Set(0...11))
    }

    @Test func `a missing segment is a gap`() async throws {
        let journal = try openJournal(disk)
        for sequence in 1...9 as ClosedRange<UInt64> {
            journal.append(record(sequence))
            if sequence % 3 == 0 { journal.generationIsDurable(oldest: 0) }
        }
        disk.put(nil, at: journalPath(4))
        let content = try disk.journal()
        #expect(content.records == records(1...3))
        #expect(content.damage == "no record 4: the next segment begins with 7")
        #expect(try disk.journal(after: 6).records == records(7...9))
        #expect(try await recover(disk).start.order == records(1...3))
        #expect(disk.names == [journalPath(1)])
    }

    @Test func `a damage that a later segment makes good is none`() throws {
        let journal = try openJournal(disk)
        journal.append(records(1...5))
        let torn = try #require(disk.files[journalPath(1)]).dropLast()
        disk.put(Array(torn), at: journalPath(1))
        try append(5...8)
        let content = try disk.journal()
        #expect(content.records == records(1...8) && content.damage == nil)
    }

    /// Reading needs the order; a start shall not go on as if there were none.
    @Test func `a journal that cannot be read stops the start`() async throws {
        try append(1...5)
        let directory = try disk.directory()
        disk.setFault(nil)
        _ = try directory.journal(after: 0)
        for operation in disk.operations.indices {
            disk.setFault(.init(operation: operation, error: .ioError))
            await #expect(throws: FileError.self) {
                _ = try await directory.recover(SmallState.configuration, workers: 1)
            }
        }
        disk.setFault(nil)
        #expect(try disk.journal().records == records(1...5))
    }
}
