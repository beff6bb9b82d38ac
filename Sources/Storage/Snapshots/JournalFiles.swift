internal import SystemPackage
package import WireFormats

/// What the order journal has come to.
package struct JournalStatus: Sendable, Equatable {
    /// Records written by this process.
    package var recordCount = 0
    /// Of all segments together.
    package var byteCount = 0
    /// Records that were not written because the journal rests.
    package var skippedCount = 0
    /// Why it rests until the next durable snapshot; nil while it does not.
    package var restingBecause: String?

    package init() {}
}

/// The order journal on a disk: segments named by their first record, each begun when a snapshot
/// has become durable.
///
/// Not thread-safe. When a record cannot be written the segment is closed, and the journal rests
/// until the next durable snapshot: a later record must not follow a hole.
package final class JournalFiles {
    private struct Segment {
        let path: FilePath
        let file: any WritableFile
        var byteCount: Int
    }

    private let directory: SnapshotDirectory
    private let byteCountMax: Int
    private let isSynced: Bool
    private let keepsAll: Bool
    private var segment: Segment?
    private var wantsSegment = true
    /// What is to be removed from the disk, and could not be yet: what comes after this.
    private var unfinishedCut: UInt64?
    private(set) package var status = JournalStatus()

    /// - Parameters:
    ///   - byteCountMax: of all segments; when it is reached the journal rests.
    ///   - isSynced: whether every record is made durable before `append` returns.
    ///   - keepsAll: whether segments stay that no generation needs.
    package init(
        _ directory: SnapshotDirectory, byteCountMax: Int, isSynced: Bool, keepsAll: Bool
    ) throws(FileError) {
        self.directory = directory
        self.byteCountMax = byteCountMax
        self.isSynced = isSynced
        self.keepsAll = keepsAll
        try measure()
    }

    package func append(_ record: JournalRecord) {
        if status.restingBecause == nil { write(record) }
        if status.restingBecause == nil {
            status.recordCount += 1
        } else {
            status.skippedCount += 1
        }
    }

    private func write(_ record: JournalRecord) {
        var bytes: [UInt8] = []
        JournalCodec.append(record, to: &bytes)
        if status.byteCount + bytes.count > byteCountMax {
            return rest("it has reached snapshots.journal_bytes (\(byteCountMax))")
        }
        do {
            if wantsSegment { try beginSegment(record.sequence) }
            guard let segment else { return }
            try segment.file.write(bytes, at: segment.byteCount)
            if isSynced { try segment.file.sync() }
        } catch {
            return rest("\(error)")
        }
        segment?.byteCount += bytes.count
        status.byteCount += bytes.count
    }

    /// A generation has become durable: the next record begins a segment, and those that lie
    /// before the oldest generation go.
    package func generationIsDurable(oldest: UInt64?) {
        closeSegment()
        status.restingBecause = nil
        if let unfinishedCut { cut(after: unfinishedCut) }
        guard !keepsAll, let oldest else { return }
        // What is left over goes the next time.
        try? trim(before: oldest)
    }

    /// Removes the records after `sequence`; the next one begins a segment. Where that fails the
    /// journal rests, and tries again before it wakes: it must not go on behind another past.
    package func cut(after sequence: UInt64) {
        closeSegment()
        unfinishedCut = sequence
        do {
            try directory.cutJournal(after: sequence)
            unfinishedCut = nil
            try measure()
        } catch {
            rest("\(error)")
        }
    }

    private func beginSegment(_ sequence: UInt64) throws(FileError) {
        let path = directory.journalPath(sequence)
        let file: any WritableFile
        // One of that name holds nothing that was recovered, or it would have this record.
        if try directory.segments().contains(where: { $0.first == sequence }) {
            file = try directory.files.open(path, truncatedTo: 0)
            try measure()
        } else {
            file = try directory.files.create(path)
        }
        segment = Segment(path: path, file: file, byteCount: 0)
        wantsSegment = false
        if isSynced { try directory.files.syncDirectory(directory.path) }
    }

    private func closeSegment() {
        segment?.file.close()
        segment = nil
        wantsSegment = true
    }

    /// What a failed write has left is cut off when the journal is read.
    private func rest(_ reason: String) {
        closeSegment()
        status.restingBecause = reason
    }

    /// A segment is needed if it holds a record after `sequence`: if the next one does not begin
    /// right behind it or earlier.
    private func trim(before sequence: UInt64) throws(FileError) {
        let segments = try directory.segments()
        for (segment, next) in zip(segments, segments.dropFirst()) where next.first <= sequence + 1
        {
            try directory.files.remove(directory.path.appending(segment.entry.name))
        }
        try measure()
    }

    private func measure() throws(FileError) {
        status.byteCount = try directory.segments().reduce(0) { $0 + $1.entry.byteCount }
    }
}
