package import CovisitCore

/// Turns a header and chunks into the bytes of a snapshot file: first `zeroedPrefix`, then what
/// `append` gives, then `finish` over the first.
///
/// Chunks must come in the order of their sections, all sections, each to its last chunk.
package final class SnapshotEncoder {
    private let header: [UInt8]
    private let compressor = BlockCompressor()
    private let checksum = Checksum()
    private var sections: [SnapshotSection] = []
    private var current: SnapshotSection
    /// Bytes of the file so far.
    private var offset: Int

    package init(_ header: SnapshotHeader) {
        self.header = header.encoded
        offset = Self.prefixByteCount(self.header)
        precondition(offset <= SnapshotFormat.prefixByteCountMax, "nobody could read the header")
        current = SnapshotSection(offset: offset)
    }

    /// What the file begins with while it is written; not a valid snapshot.
    package var zeroedPrefix: [UInt8] {
        [UInt8](repeating: 0, count: Self.prefixByteCount(header))
    }

    /// The bytes that follow.
    package func append(_ chunk: StateChunk) -> [UInt8] {
        precondition(chunk.section.index == sections.count, "sections come in their order")
        precondition(
            chunk.bytes.count <= SnapshotFormat.blockByteCountMax, "nobody could read the block")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(chunk.bytes.count)
        compressor.append(chunk.bytes, to: &bytes)
        bytes.withUnsafeBytes { checksum.add($0) }
        current.storedByteCount += bytes.count
        current.rawByteCount += chunk.bytes.count
        offset += bytes.count
        if chunk.isLastOfSection { endSection() }
        return bytes
    }

    /// The true beginning of the file.
    package func finish() -> [UInt8] {
        precondition(sections.count == StateSection.count, "sections are missing")
        var writer = BinaryWriter()
        writer.append(SnapshotFormat.magic)
        writer.append(SnapshotFormat.version)
        writer.append(UInt32(Self.prefixByteCount(header)))
        writer.append(header)
        for section in sections {
            writer.append(UInt64(section.offset))
            writer.append(UInt64(section.storedByteCount))
            writer.append(UInt64(section.rawByteCount))
            writer.append(section.checksum)
        }
        writer.append(Checksum.of(writer.bytes))
        return writer.bytes
    }

    private func endSection() {
        current.checksum = checksum.value
        sections.append(current)
        checksum.reset()
        current = SnapshotSection(offset: offset)
    }

    private static func prefixByteCount(_ header: [UInt8]) -> Int {
        SnapshotFormat.startByteCount + header.count + StateSection.count * 32 + 8
    }
}

extension SnapshotHeader {
    fileprivate var encoded: [UInt8] {
        var writer = BinaryWriter()
        writer.append(configurationDigest)
        writer.append(topic)
        writer.append(UInt32(partitions.count))
        for partition in partitions {
            writer.append(partition.partition)
            writer.append(partition.nextOffset)
            writer.append(UInt8(partition.anchor == nil ? 0 : 1))
            writer.append(partition.anchor?.offset ?? 0)
            writer.append(partition.anchor?.fingerprint ?? 0)
        }
        writer.append(sequence)
        writer.append(watermark)
        writer.append(eventCount)
        writer.append(UInt32(configuration.count))
        for key in configuration {
            writer.append(key.name)
            writer.append(key.value)
        }
        return writer.bytes
    }

    /// XXH3 of the configuration's keys and values.
    package var configurationDigest: UInt64 {
        var writer = BinaryWriter()
        for key in configuration {
            writer.append(key.name)
            writer.append(key.value)
        }
        return Checksum.of(writer.bytes)
    }
}
