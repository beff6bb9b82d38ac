/// Packs the entries of a recording into frames; one thread at a time.
///
/// What is in memory is one frame: some 1 MiB, or the longest record.
package final class TopicFrameEncoder {
    private let compressor = BlockCompressor(level: TopicRecordingFormat.compressionLevel)
    /// How far it goes with the entries that were added.
    package private(set) var positions: RecordedPositions
    private var content = BinaryWriter()
    private var hasEntries = false
    /// Of the record before in this frame.
    private var partition: Int32 = -1
    private var timestamp: Int64 = 0

    /// Goes on after `positions`.
    package init(after positions: RecordedPositions) {
        self.positions = positions
    }

    /// Whether the frame is large enough to be taken.
    package var isFull: Bool { content.bytes.count >= TopicRecordingFormat.frameByteCount }

    /// Adds an entry. A record must not lie before its partition's position.
    package func append(_ entry: TopicEntry) throws(TopicRecordingError) {
        if !hasEntries { begin() }
        switch entry {
        case .record(let record): try append(record)
        case .batch(let batch):
            content.append(TopicRecordingFormat.Kind.batch.rawValue)
            content.append(batch)
            positions.begin(batch)
        case .end: content.append(TopicRecordingFormat.Kind.end.rawValue)
        }
    }

    /// The frame with what was added since the last one; nil where nothing was.
    package func takeFrame() -> [UInt8]? {
        guard hasEntries else { return nil }
        hasEntries = false
        var block: [UInt8] = []
        compressor.append(content.bytes, to: &block)
        var frame = BinaryWriter()
        frame.append(Checksum.of(block))
        frame.append(block)
        return frame.bytes
    }

    private func begin() {
        hasEntries = true
        partition = -1
        timestamp = 0
        content.removeAll()
        content.append(positions)
    }

    private func append(_ record: TopicRecord) throws(TopicRecordingError) {
        let place = "record \(record.partition)/\(record.offset)"
        let next = positions.nextOffsets[record.partition] ?? 0
        guard record.partition >= 0, record.offset >= next, record.offset < .max else {
            throw TopicRecordingError("\(place) comes after offset \(next) was expected")
        }
        let byteCount = (record.key?.count ?? 0) + (record.value?.count ?? 0)
        let headerByteCount = record.headers.reduce(0) {
            $0 + $1.name.utf8.count + $1.value.count + 16
        }
        guard
            content.bytes.count + byteCount + headerByteCount + 64
                <= TopicRecordingFormat.frameByteCountMax
        else { throw TopicRecordingError("\(place) is too large for a recording") }
        content.append(record, after: partition, next: next, timestamp)
        partition = record.partition
        timestamp = record.timestamp ?? timestamp
        positions.pass(record)
    }
}

extension BinaryWriter {
    fileprivate mutating func append(
        _ record: TopicRecord, after partition: Int32, next: Int64, _ timestamp: Int64
    ) {
        var flags: TopicRecordingFormat.Flags = []
        if record.key != nil { flags.insert(.hasKey) }
        if record.value != nil { flags.insert(.hasValue) }
        if !record.headers.isEmpty { flags.insert(.hasHeaders) }
        if record.timestamp != nil { flags.insert(.hasTimestamp) }
        if record.partition == partition { flags.insert(.isOfSamePartition) }
        if record.offset == next { flags.insert(.isNextOffset) }
        append(TopicRecordingFormat.Kind.record.rawValue | flags.rawValue)
        if !flags.contains(.isOfSamePartition) {
            append(varint: UInt64(UInt32(bitPattern: record.partition)))
        }
        if !flags.contains(.isNextOffset) { append(varint: UInt64(record.offset - next)) }
        if let time = record.timestamp { append(zigzag: time &- timestamp) }
        if let key = record.key { append(sized: key) }
        if let value = record.value { append(sized: value) }
        if record.headers.isEmpty { return }
        append(varint: UInt64(record.headers.count))
        for header in record.headers {
            append(sized: Array(header.name.utf8))
            append(sized: header.value)
        }
    }

    private mutating func append(sized bytes: [UInt8]) {
        append(varint: UInt64(bytes.count))
        append(bytes)
    }
}
