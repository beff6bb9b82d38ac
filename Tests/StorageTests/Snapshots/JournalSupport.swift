import Storage
import SystemPackage
import WireFormats

func record(_ sequence: UInt64, history: Int64 = 0) -> JournalRecord {
    let runs = (0..<Int32(sequence % 4)).map {
        JournalRun(partition: $0, nextOffset: Int64(sequence) * 100 + Int64($0))
    }
    return JournalRecord(sequence: sequence, clock: 1_661_724_000_000 + history, runs: runs)
}

func records(_ sequences: ClosedRange<UInt64>, history: Int64 = 0) -> [JournalRecord] {
    sequences.map { record($0, history: history) }
}

func openJournal(
    _ disk: MemoryDisk, byteCountMax: Int = 1 << 20, isSynced: Bool = true, keepsAll: Bool = false
) throws -> JournalFiles {
    try JournalFiles(
        disk.directory(), byteCountMax: byteCountMax, isSynced: isSynced, keepsAll: keepsAll)
}

extension JournalFiles {
    func append(_ records: [JournalRecord]) {
        for record in records { append(record) }
    }
}

extension MemoryDisk {
    /// The order that is known after a sequence.
    func journal(after sequence: UInt64 = 0) throws -> JournalContent {
        try directory().journal(after: sequence)
    }

    var journalByteCount: Int {
        files.filter { $0.key.extension == "covijnl" }.reduce(0) { $0 + $1.value.count }
    }
}
