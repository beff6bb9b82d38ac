/// What the recording of a topic says about itself.
package struct TopicRecordingHeader: Sendable, Equatable {
    package var topic: String
    /// Whether it is in the order in which a daemon has read it, with that daemon's batches.
    package var isConsumedOrder: Bool
    /// Where each partition begins.
    package var firstOffsets: [Int32: Int64]

    private static let consumedOrderFlag: UInt8 = 1

    package init(topic: String, isConsumedOrder: Bool, firstOffsets: [Int32: Int64]) {
        self.topic = topic
        self.isConsumedOrder = isConsumedOrder
        self.firstOffsets = firstOffsets
    }

    /// The beginning of the file.
    package var bytes: [UInt8] {
        var content = BinaryWriter()
        content.append(topic)
        content.append(isConsumedOrder ? Self.consumedOrderFlag : 0)
        content.append(UInt32(firstOffsets.count))
        for (partition, offset) in firstOffsets.sorted(by: { $0.key < $1.key }) {
            content.append(partition)
            content.append(offset)
        }
        var writer = BinaryWriter()
        writer.append(TopicRecordingFormat.magic)
        writer.append(TopicRecordingFormat.version)
        writer.append(UInt32(TopicRecordingFormat.startByteCount + content.bytes.count + 8))
        writer.append(content.bytes)
        writer.append(Checksum.of(writer.bytes))
        return writer.bytes
    }

    /// The size of the header, from the first `TopicRecordingFormat.startByteCount` bytes.
    package static func byteCount(_ start: [UInt8]) throws(TopicRecordingError) -> Int {
        try read(start) { start throws(TopicRecordingError) in try byteCount(start) }
    }

    /// `bytes` are the whole header.
    package init(_ bytes: [UInt8]) throws(TopicRecordingError) {
        self = try read(bytes) { bytes throws(TopicRecordingError) in try Self(bytes) }
    }

    private static func byteCount(
        _ start: UnsafeRawBufferPointer
    ) throws(TopicRecordingError) -> Int {
        var reader = BinaryReader(start)
        guard let magic = reader.take(count: TopicRecordingFormat.magic.count),
            TopicRecordingFormat.isRecording(magic)
        else { throw TopicRecordingError("it does not begin as the recording of a topic does") }
        guard let version = reader.take(UInt32.self), let count = reader.take(UInt32.self) else {
            throw TopicRecordingError("it ends in its first bytes")
        }
        guard version == TopicRecordingFormat.version else {
            throw TopicRecordingError(
                "it has format version \(version), and this covisitd knows version "
                    + "\(TopicRecordingFormat.version)")
        }
        guard count >= TopicRecordingFormat.startByteCount + 8,
            count <= TopicRecordingFormat.headerByteCountMax
        else { throw TopicRecordingError("its header has an impossible size") }
        return Int(count)
    }

    private init(_ bytes: UnsafeRawBufferPointer) throws(TopicRecordingError) {
        guard bytes.count == (try Self.byteCount(bytes)) else {
            throw TopicRecordingError("its header has an impossible size")
        }
        let content = UnsafeRawBufferPointer(rebasing: bytes.dropLast(8))
        var end = BinaryReader(UnsafeRawBufferPointer(rebasing: bytes.suffix(8)))
        guard end.take(UInt64.self) == Checksum.of(content) else {
            throw TopicRecordingError("the checksum of its header is wrong")
        }
        var reader = BinaryReader(
            UnsafeRawBufferPointer(
                rebasing: content.dropFirst(TopicRecordingFormat.startByteCount)))
        guard let topic = reader.takeText(), let flags = reader.take(UInt8.self),
            flags <= Self.consumedOrderFlag, let count = reader.take(UInt32.self),
            Int(count) * 12 == reader.remainingCount
        else { throw TopicRecordingError("its header makes no sense") }
        var firstOffsets: [Int32: Int64] = [:]
        for _ in 0..<count {
            guard let partition = reader.take(Int32.self), let offset = reader.take(Int64.self),
                partition >= 0, offset >= 0,
                firstOffsets.updateValue(offset, forKey: partition) == nil
            else { throw TopicRecordingError("its header makes no sense") }
        }
        self.init(
            topic: topic, isConsumedOrder: flags == Self.consumedOrderFlag,
            firstOffsets: firstOffsets)
    }
}
