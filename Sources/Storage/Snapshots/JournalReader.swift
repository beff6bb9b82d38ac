internal import SystemPackage
package import WireFormats

/// The order that a journal knows.
package struct JournalContent: Sendable, Equatable {
    /// Without a gap, beginning right after the sequence asked for.
    package var records: [JournalRecord] = []
    /// Why the order ends before the journal's last byte; nil where it does not.
    package var damage: String?

    package init() {}
}

extension SnapshotDirectory {
    /// The records after a sequence, as far as they are whole and follow one another.
    package func journal(after sequence: UInt64) throws(FileError) -> JournalContent {
        var content = JournalContent()
        for (first, entry) in try segments() {
            let expected = sequence + UInt64(content.records.count) + 1
            if first > expected {
                content.damage = "no record \(expected): the next segment begins with \(first)"
                break
            }
            let bytes = try bytes(of: entry)
            let end = take(bytes, into: &content, after: sequence)
            if end < bytes.count {
                content.damage = "\(entry.name) is torn or damaged at byte \(end)"
            } else {
                content.damage = nil
            }
        }
        return content
    }

    /// Cuts off what does not follow the known order, so that new records do: at most the torn
    /// end of the last segment, and everything behind a damage.
    package func cutJournal(after last: UInt64) throws(FileError) {
        for (first, entry) in try segments() {
            if first > last {
                try files.remove(path.appending(entry.name))
                continue
            }
            let bytes = try bytes(of: entry)
            var end = 0
            bytes.withUnsafeBytes { buffer in
                while let (record, count) = JournalCodec.record(
                    in: UnsafeRawBufferPointer(rebasing: buffer[end...])),
                    record.sequence <= last
                {
                    end += count
                }
            }
            // What was read may be in memory only: it is about to be relied upon.
            let file = try files.open(path.appending(entry.name), truncatedTo: end)
            defer { file.close() }
            try file.sync()
        }
        try files.syncDirectory(path)
    }

    /// Takes the records of a segment that follow; returns where they end.
    private func take(
        _ bytes: [UInt8], into content: inout JournalContent, after sequence: UInt64
    ) -> Int {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while let (record, count) = JournalCodec.record(
                in: UnsafeRawBufferPointer(rebasing: buffer[offset...]))
            {
                let expected = sequence + UInt64(content.records.count) + 1
                if record.sequence > expected { break }
                // A later segment may begin again with records of the one before.
                if record.sequence == expected { content.records.append(record) }
                offset += count
            }
            return offset
        }
    }

    private func bytes(of entry: FileEntry) throws(FileError) -> [UInt8] {
        let file = try files.openForReading(path.appending(entry.name))
        defer { file.close() }
        return try file.read(count: file.byteCount, at: 0) ?? []
    }
}
