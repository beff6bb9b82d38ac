/// Checks and unpacks the sections of a snapshot; one thread at a time.
package final class SectionDecoder {
    private let decompressor = BlockDecompressor()

    package init() {}

    /// Hands out the raw blocks of a section one by one, after its checksum was found right.
    /// Memory stays bounded by the largest block, whatever the bytes say.
    package func decode<Failure: Error>(
        _ bytes: UnsafeRawBufferPointer, of section: SnapshotSection,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws {
        guard bytes.count == section.storedByteCount, Checksum.of(bytes) == section.checksum else {
            throw SnapshotError(.damaged, "its checksum is wrong")
        }
        var reader = BinaryReader(bytes)
        var rawCount = 0
        while reader.remainingCount > 0 {
            let block = try decompressor.next(&reader)
            rawCount += block.count
            guard rawCount <= section.rawByteCount else { break }
            try body(block)
        }
        guard rawCount == section.rawByteCount else {
            throw SnapshotError(.damaged, "it does not unpack to its size")
        }
    }
}
