internal import CZstd

/// Expands zstd files of one or several frames. Frames that need a window above 128 MiB
/// (`zstd --ultra --long=28` and up) are refused, which bounds the memory.
final class ZstdDecompressor: Decompressor {
    private(set) var isAtBoundary = true
    private let context: OpaquePointer

    init() {
        guard let created = ZSTD_createDCtx() else { preconditionFailure("zstd: no memory") }
        context = created
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecompressionFailure) -> (taken: Int, produced: Int) {
        if isAtBoundary && input.isEmpty { return (0, 0) }
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let status = ZSTD_decompressStream(context, &target, &source)
        if ZSTD_isError(status) != 0 {
            throw DecompressionFailure(cause: "zstd: \(String(cString: ZSTD_getErrorName(status)))")
        }
        isAtBoundary = status == 0
        return (source.pos, target.pos)
    }
}
