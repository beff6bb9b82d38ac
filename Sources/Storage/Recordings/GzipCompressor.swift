internal import CZlib

/// Packs one gzip member, whose bytes depend on its content alone: it has no time and no name.
final class GzipCompressor {
    private static let bufferByteCount = 64 * 1024
    /// Twice as fast as the default, and a tenth larger.
    private static let level: CInt = 3

    /// On the heap, because zlib remembers the address.
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15: the largest window; +16: the gzip format, with its checksum.
        let status = deflateInit2_(
            stream, Self.level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib: no memory, or another version than at build time")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Returns what is packed so far of these bytes and those before; with `isLast` all of it.
    func pack(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var packed: [UInt8] = []
        bytes.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                let step = [UInt8](unsafeUninitializedCapacity: Self.bufferByteCount) {
                    stream.pointee.next_out = $0.baseAddress
                    stream.pointee.avail_out = UInt32($0.count)
                    deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    $1 = $0.count - Int(stream.pointee.avail_out)
                }
                packed += step
            } while stream.pointee.avail_out == 0
        }
        return packed
    }
}
