internal import WireFormats

/// The order journal as a list of steps: which partition to read, and up to where. A value, so
/// that its rules can be tested without a broker.
struct JournaledReading: Sendable {
    enum Step: Equatable {
        /// A batch begins.
        case batch(JournalRecord)
        /// All records of this partition before this offset.
        case read(Int32, before: Int64)
    }

    private let records: [JournalRecord]
    private var index: Int
    /// The next run of the record at `index`; nil: the batch has not begun.
    private var run: Int?

    /// - Parameter sequence: of the batch begun last, which may not be complete; 0: none.
    init(_ records: [JournalRecord], after sequence: UInt64 = 0) {
        self.records = records
        index = records.firstIndex { $0.sequence >= max(1, sequence) } ?? records.count
        if index < records.count, records[index].sequence == sequence { run = 0 }
    }

    /// What is to be done now; nil at the end.
    var step: Step? {
        guard index < records.count else { return nil }
        let record = records[index]
        guard let run else { return .batch(record) }
        guard run < record.runs.count else { return nil }
        return .read(record.runs[run].partition, before: record.runs[run].nextOffset)
    }

    /// Goes on to the next step.
    mutating func advance() {
        guard index < records.count else { return }
        let next = run.map { $0 + 1 } ?? 0
        run = next
        if next < records[index].runs.count { return }
        index += 1
        run = nil
    }

    /// How far the journal has read each partition.
    var ends: [Int32: Int64] { ends(upTo: .max) }

    /// Where the first run of each partition ends.
    var firstEnds: [Int32: Int64] {
        var ends: [Int32: Int64] = [:]
        for run in records.lazy.flatMap(\.runs) where ends[run.partition] == nil {
            ends[run.partition] = run.nextOffset
        }
        return ends
    }

    private func ends(upTo sequence: UInt64) -> [Int32: Int64] {
        var ends: [Int32: Int64] = [:]
        for record in records.prefix(while: { $0.sequence <= sequence }) {
            for run in record.runs {
                ends[run.partition] = max(ends[run.partition] ?? 0, run.nextOffset)
            }
        }
        return ends
    }

    /// Throws where the journal reads a partition again, or has read less of one than was
    /// recorded in its order.
    ///
    /// - Parameter firstOffsets: where the recording begins; nil: it is a new one.
    func check(_ positions: RecordedPositions?, since firstOffsets: [Int32: Int64]) throws {
        var ends: [Int32: Int64] = [:]
        for record in records {
            for run in record.runs {
                if run.nextOffset < ends[run.partition] ?? 0 {
                    throw TopicRangeError.journalGoesBack(
                        partition: run.partition, sequence: record.sequence)
                }
                ends[run.partition] = run.nextOffset
            }
        }
        guard let positions else { return }
        let read = self.ends(upTo: positions.sequence)
        for (partition, next) in positions.nextOffsets.sorted(by: { $0.key < $1.key })
        where next > max(read[partition] ?? 0, firstOffsets[partition] ?? 0) {
            throw TopicRangeError.journalGoesBack(
                partition: partition, sequence: positions.sequence)
        }
    }
}
