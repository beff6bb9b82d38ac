/// Unpacks the frames of a recording, an entry at a time, as if an enemy had written them; one
/// thread at a time.
///
/// Memory is bounded by the longest frame allowed, whatever the bytes say.
package final class TopicFrameDecoder {
    private let decompressor = BlockDecompressor(
        byteCountMax: TopicRecordingFormat.frameByteCountMax)
    /// How far the recording goes with the entries handed out so far.
    package private(set) var positions = RecordedPositions([:])
    /// In the decompressor's buffer, valid until the next frame.
    private var reader = BinaryReader(UnsafeRawBufferPointer(start: nil, count: 0))
    private var partition: Int32 = -1
    private var timestamp: Int64 = 0

    package init() {}

    /// The size of a frame with its head, from `frameHeadByteCount` bytes.
    package static func byteCount(_ head: [UInt8]) throws(TopicRecordingError) -> Int {
        try read(head) { head throws(TopicRecordingError) in
            var reader = BinaryReader(head)
            return try byteCount(&reader)
        }
    }

    private static func byteCount(
        _ reader: inout BinaryReader
    ) throws(TopicRecordingError) -> Int {
        guard reader.take(UInt64.self) != nil, let rawCount = reader.take(UInt32.self),
            let storedCount = reader.take(UInt32.self), rawCount > 0, storedCount > 0,
            rawCount <= TopicRecordingFormat.frameByteCountMax,
            // zstd's own bound for what cannot be compressed is smaller.
            storedCount <= rawCount + rawCount / 128 + 1024
        else { throw TopicRecordingError("a frame has an impossible size") }
        return TopicRecordingFormat.frameHeadByteCount + Int(storedCount)
    }

    /// Whether the checksum of a whole frame is right.
    package static func isIntact(_ frame: [UInt8]) -> Bool {
        frame.withUnsafeBytes { isIntact($0) }
    }

    private static func isIntact(_ frame: UnsafeRawBufferPointer) -> Bool {
        var reader = BinaryReader(frame)
        guard let checksum = reader.take(UInt64.self) else { return false }
        return checksum == Checksum.of(UnsafeRawBufferPointer(rebasing: frame.dropFirst(8)))
    }

    /// Begins with a whole frame, whose bytes are not needed afterwards.
    package func begin(_ frame: [UInt8]) throws(TopicRecordingError) {
        try read(frame) { frame throws(TopicRecordingError) in try begin(frame) }
    }

    private func begin(_ frame: UnsafeRawBufferPointer) throws(TopicRecordingError) {
        guard Self.isIntact(frame) else { throw TopicRecordingError("a checksum is wrong") }
        var block = BinaryReader(UnsafeRawBufferPointer(rebasing: frame.dropFirst(8)))
        do {
            reader = BinaryReader(try decompressor.next(&block))
        } catch {
            throw TopicRecordingError(error.cause)
        }
        guard block.remainingCount == 0, let positions = reader.takePositions() else {
            throw TopicRecordingError("a frame makes no sense")
        }
        self.positions = positions
        partition = -1
        timestamp = 0
    }

    /// The next entry of the frame; nil at its end.
    package func next() throws(TopicRecordingError) -> TopicEntry? {
        guard let tag = reader.take(UInt8.self) else { return nil }
        let flags = TopicRecordingFormat.Flags(rawValue: tag & ~3)
        switch TopicRecordingFormat.Kind(rawValue: tag & 3) {
        case .record:
            if let record = reader.takeRecord(
                flags, partition: partition, positions.nextOffsets, timestamp)
            {
                partition = record.partition
                timestamp = record.timestamp ?? timestamp
                positions.pass(record)
                return .record(record)
            }
        case .batch where flags.isEmpty:
            if let batch = JournalRecord(&reader) {
                positions.begin(batch)
                return .batch(batch)
            }
        case .end where flags.isEmpty: return .end
        default: break
        }
        throw TopicRecordingError("an entry makes no sense")
    }
}

extension BinaryReader {
    fileprivate mutating func takeRecord(
        _ flags: TopicRecordingFormat.Flags, partition: Int32, _ nextOffsets: [Int32: Int64],
        _ timestamp: Int64
    ) -> TopicRecord? {
        var partition = partition
        if !flags.contains(.isOfSamePartition) {
            guard let number = takeVarint(), number <= Int32.max else { return nil }
            partition = Int32(number)
        }
        guard partition >= 0 else { return nil }
        var offset = nextOffsets[partition] ?? 0
        if !flags.contains(.isNextOffset) {
            guard let skipped = takeVarint(), skipped <= Int64.max - offset else { return nil }
            offset += Int64(skipped)
        }
        guard offset < Int64.max else { return nil }
        var record = TopicRecord(partition: partition, offset: offset, key: nil, value: nil)
        if flags.contains(.hasTimestamp) {
            guard let time = takeZigzag() else { return nil }
            record.timestamp = timestamp &+ time
        }
        if flags.contains(.hasKey) {
            guard let key = takeSized() else { return nil }
            record.key = key
        }
        if flags.contains(.hasValue) {
            guard let value = takeSized() else { return nil }
            record.value = value
        }
        if flags.contains(.hasHeaders) {
            guard let headers = takeHeaders() else { return nil }
            record.headers = headers
        }
        return record
    }

    private mutating func takeSized() -> [UInt8]? {
        guard let count = takeVarint(), count <= remainingCount else { return nil }
        return take(count: Int(count)).map(Array.init)
    }

    private mutating func takeHeaders() -> [TopicRecord.Header]? {
        // Each has two bytes at least.
        guard let count = takeVarint(), count <= remainingCount / 2 else { return nil }
        var headers: [TopicRecord.Header] = []
        for _ in 0..<count {
            guard let name = takeSized(), let text = String(validating: name, as: UTF8.self),
                let value = takeSized()
            else { return nil }
            headers.append(.init(name: text, value: value))
        }
        return headers
    }
}
