internal import CZstd

/// zstd with a context that is used again; one thread at a time.
final class BlockCompressor {
    private let context: OpaquePointer
    private let level: Int32

    init(level: Int32 = SnapshotFormat.compressionLevel) {
        guard let context = ZSTD_createCCtx() else { preconditionFailure("no memory for zstd") }
        self.context = context
        self.level = level
    }

    deinit {
        ZSTD_freeCCtx(context)
    }

    /// Appends a block: its sizes and its frame.
    func append(_ raw: [UInt8], to bytes: inout [UInt8]) {
        let start = bytes.count
        let bound = ZSTD_compressBound(raw.count)
        bytes.append(contentsOf: repeatElement(0, count: 8 + bound))
        let stored = bytes.withUnsafeMutableBytes { bytes in
            raw.withUnsafeBytes { raw in
                ZSTD_compressCCtx(
                    context, bytes.baseAddress.map { $0 + start + 8 }, bound, raw.baseAddress,
                    raw.count, level)
            }
        }
        precondition(ZSTD_isError(stored) == 0, "zstd cannot compress into its own bound")
        bytes.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(
                of: UInt32(raw.count).littleEndian, toByteOffset: start, as: UInt32.self)
            bytes.storeBytes(
                of: UInt32(stored).littleEndian, toByteOffset: start + 4, as: UInt32.self)
        }
        bytes.removeLast(bound - stored)
    }
}

/// The other way round, for bytes that nobody vouches for; one thread at a time.
final class BlockDecompressor {
    private let context: OpaquePointer
    private let buffer: UnsafeMutableRawBufferPointer

    /// Blocks that unpack to more are refused; memory is touched only as far as they reach.
    init(byteCountMax: Int = SnapshotFormat.blockByteCountMax) {
        guard let context = ZSTD_createDCtx() else { preconditionFailure("no memory for zstd") }
        self.context = context
        buffer = .allocate(byteCount: byteCountMax, alignment: 16)
    }

    deinit {
        ZSTD_freeDCtx(context)
        buffer.deallocate()
    }

    /// The raw bytes of the next block, valid until the next call.
    func next(_ reader: inout BinaryReader) throws(SnapshotError) -> UnsafeRawBufferPointer {
        guard let rawCount = reader.take(UInt32.self), let storedCount = reader.take(UInt32.self),
            rawCount <= buffer.count,
            let frame = reader.take(count: Int(storedCount))
        else { throw SnapshotError(.damaged, "a block has an impossible size") }
        let count = ZSTD_decompressDCtx(
            context, buffer.baseAddress, Int(rawCount), frame.baseAddress, frame.count)
        guard ZSTD_isError(count) == 0, count == rawCount else {
            throw SnapshotError(.damaged, "a block does not unpack to its size")
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }
}
