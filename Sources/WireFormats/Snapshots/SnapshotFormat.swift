/// The snapshot file, version 1. All numbers are little-endian.
///
///     prefix    "COVISNAP", u32 version, u32 size of the prefix, header, section table,
///               u64 XXH3 of everything before
///     sections  in the order of `StateSection`, without gaps, to the end of the file
///     section   blocks: u32 raw size, u32 stored size, a zstd frame
///
/// The header is the topic, its partitions, sequence, watermark, events, and the configuration by
/// its keys, before them XXH3 of these keys: the configuration digest. The table has for each
/// section u64 offset, stored size, raw size, and XXH3 of the stored bytes. It has a fixed size:
/// the prefix is written first without it and again at the end, when everything else is there.
enum SnapshotFormat {
    static let magic = Array("COVISNAP".utf8)
    static let version: UInt32 = 1
    /// Magic, version and size.
    static let startByteCount = 16
    /// Some 100,000 partitions; what a hostile one unpacks to stays small as well.
    static let prefixByteCountMax = 4 << 20
    /// Raw bytes of a block at most: some 256 KiB, or one item with 16 matrices of the longest rows.
    static let blockByteCountMax = 16 << 20
    static let compressionLevel: Int32 = -3
}

/// Where a section lies in its file.
package struct SnapshotSection: Sendable, Equatable {
    package var offset = 0
    package var storedByteCount = 0
    package var rawByteCount = 0
    /// XXH3 of the stored bytes.
    package var checksum: UInt64 = 0
}
