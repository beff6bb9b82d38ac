internal import CovisitCore

/// The beginning of a snapshot file, read as if an enemy had written it.
package struct SnapshotPrefix: Sendable, Equatable {
    package let formatVersion: UInt32
    package let header: SnapshotHeader
    /// By `StateSection.index`.
    package let sections: [SnapshotSection]

    /// How many bytes tell the size of the prefix.
    package static let startByteCount = SnapshotFormat.startByteCount

    /// The size of the prefix, from the first `startByteCount` bytes of a file of this size.
    package static func byteCount(
        _ start: UnsafeRawBufferPointer, fileByteCount: Int
    ) throws(SnapshotError) -> Int {
        var reader = BinaryReader(start)
        guard let magic = reader.take(count: SnapshotFormat.magic.count),
            magic.elementsEqual(SnapshotFormat.magic)
        else { throw SnapshotError(.foreign, "it does not begin as a snapshot does") }
        guard reader.take(UInt32.self) != nil, let count = reader.take(UInt32.self) else {
            throw SnapshotError(.damaged, "it ends in its first bytes")
        }
        guard count >= SnapshotFormat.startByteCount + 8,
            count <= SnapshotFormat.prefixByteCountMax, count <= fileByteCount
        else { throw SnapshotError(.damaged, "its prefix has an impossible size") }
        return Int(count)
    }

    /// `bytes` are the whole prefix.
    package init(
        _ bytes: UnsafeRawBufferPointer, fileByteCount: Int
    ) throws(SnapshotError) {
        guard bytes.count == (try Self.byteCount(bytes, fileByteCount: fileByteCount)) else {
            throw SnapshotError(.damaged, "its prefix has an impossible size")
        }
        let content = UnsafeRawBufferPointer(rebasing: bytes.dropLast(8))
        var end = BinaryReader(UnsafeRawBufferPointer(rebasing: bytes.suffix(8)))
        guard end.take(UInt64.self) == Checksum.of(content) else {
            throw SnapshotError(.damaged, "the checksum of its prefix is wrong")
        }
        var reader = BinaryReader(
            UnsafeRawBufferPointer(rebasing: content.dropFirst(SnapshotFormat.magic.count)))
        // Only now: in every version the prefix ends in its checksum, and a flipped bit is damage.
        guard let version = reader.take(UInt32.self), reader.take(UInt32.self) != nil else {
            throw SnapshotError(.damaged, "it ends in its first bytes")
        }
        guard version == SnapshotFormat.version else {
            throw SnapshotError(
                .unknownVersion,
                "it has format version \(version), and this covisitd knows version "
                    + "\(SnapshotFormat.version): use the covisitd that wrote it, or a newer one")
        }
        formatVersion = version
        guard let header = SnapshotHeader(&reader) else {
            throw SnapshotError(.damaged, "its header makes no sense")
        }
        self.header = header
        sections = try Self.sections(
            &reader, offset: bytes.count, fileByteCount: fileByteCount)
    }

    /// The table: sections one after the other, to the end of the file.
    private static func sections(
        _ reader: inout BinaryReader, offset: Int, fileByteCount: Int
    ) throws(SnapshotError) -> [SnapshotSection] {
        var sections: [SnapshotSection] = []
        var end = offset
        for _ in 0..<StateSection.count {
            guard let offset = reader.take(UInt64.self), let stored = reader.take(UInt64.self),
                let raw = reader.take(UInt64.self), let checksum = reader.take(UInt64.self),
                offset == end, stored <= fileByteCount - end, raw <= Int.max
            else { throw SnapshotError(.damaged, "its table of sections makes no sense") }
            sections.append(
                SnapshotSection(
                    offset: end, storedByteCount: Int(stored), rawByteCount: Int(raw),
                    checksum: checksum))
            end += Int(stored)
        }
        guard reader.remainingCount == 0, end == fileByteCount else {
            throw SnapshotError(.damaged, "it is shorter or longer than its table says")
        }
        return sections
    }
}

extension SnapshotHeader {
    fileprivate init?(_ reader: inout BinaryReader) {
        guard let digest = reader.take(UInt64.self), let topic = reader.takeText(),
            let partitionCount = reader.take(UInt32.self)
        else { return nil }
        var partitions: [SnapshotPartition] = []
        for _ in 0..<partitionCount {
            guard let partition = SnapshotPartition(&reader),
                partition.partition > partitions.last?.partition ?? -1
            else { return nil }
            partitions.append(partition)
        }
        guard let sequence = reader.take(UInt64.self), let watermark = reader.take(Int64.self),
            let eventCount = reader.take(Int64.self), let keyCount = reader.take(UInt32.self),
            // Others follow these numbers.
            sequence <= Int64.max, eventCount >= 0
        else { return nil }
        var configuration: [StateKey] = []
        for _ in 0..<keyCount {
            guard let name = reader.takeText(), let value = reader.takeText() else { return nil }
            configuration.append(StateKey(name: name, value: value))
        }
        self.init(
            topic: topic, partitions: partitions, sequence: sequence, watermark: watermark,
            eventCount: eventCount, configuration: configuration)
        guard configurationDigest == digest else { return nil }
    }
}

extension SnapshotPartition {
    fileprivate init?(_ reader: inout BinaryReader) {
        guard let partition = reader.take(Int32.self), let nextOffset = reader.take(Int64.self),
            let hasAnchor = reader.take(UInt8.self), let offset = reader.take(Int64.self),
            let fingerprint = reader.take(UInt64.self), partition >= 0, nextOffset >= 0,
            hasAnchor <= 1, offset >= 0
        else { return nil }
        self.init(
            partition: partition, nextOffset: nextOffset,
            anchor: hasAnchor == 1
                ? RecordAnchor(offset: offset, fingerprint: fingerprint) : nil)
    }
}
