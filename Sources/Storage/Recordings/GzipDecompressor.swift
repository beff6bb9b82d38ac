internal import CZlib

/// Expands gzip files of one or several members, as `cat a.gz b.gz` makes them.
final class GzipDecompressor: Decompressor {
    private(set) var isAtBoundary = true
    /// On the heap, because zlib remembers the address.
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15: the largest window; +16: the gzip format only, with its checksum.
        let status = inflateInit2_(
            stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib: no memory, or another version than at build time")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecompressionFailure) -> (taken: Int, produced: Int) {
        if isAtBoundary {
            if input.isEmpty { return (0, 0) }
            inflateReset(stream)
            isAtBoundary = false
        }
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let given = (Int(stream.pointee.avail_in), Int(stream.pointee.avail_out))

        let status = inflate(stream, Z_NO_FLUSH)
        let taken = given.0 - Int(stream.pointee.avail_in)
        let produced = given.1 - Int(stream.pointee.avail_out)
        switch status {
        case Z_STREAM_END: isAtBoundary = true
        case Z_OK, Z_BUF_ERROR: break
        // What was expanded before the damage is still good; the next step finds it again.
        default: if produced == 0 { throw failure(status) }
        }
        return (taken, produced)
    }

    private func failure(_ status: CInt) -> DecompressionFailure {
        let message = stream.pointee.msg.map { String(cString: $0) }
        return DecompressionFailure(cause: "gzip: \(message ?? "error \(status)")")
    }
}
