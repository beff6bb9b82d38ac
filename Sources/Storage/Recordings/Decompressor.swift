/// Expands a compressed stream step by step, through buffers that belong to the caller.
protocol Decompressor: AnyObject {
    /// Whether the stream may end here: nothing has begun that is not complete.
    var isAtBoundary: Bool { get }

    /// Takes bytes from `input`, puts bytes into `output`, and tells how many of each. Output
    /// may come without input, when more was expanded than there was room for.
    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecompressionFailure) -> (taken: Int, produced: Int)
}

/// What the decompressor has against the bytes it was given.
struct DecompressionFailure: Error {
    let cause: String
}

/// How a file is compressed, told by its first bytes and not by its name.
enum Compression {
    case none
    case gzip
    case zstd

    init(magic bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.isSkippableFrame(bytes) {
            self = .zstd
        } else {
            self = .none
        }
    }

    func makeDecompressor() -> (any Decompressor)? {
        switch self {
        case .none: nil
        case .gzip: GzipDecompressor()
        case .zstd: ZstdDecompressor()
        }
    }

    /// Some tools (pzstd) begin with a frame that holds no data: 0x184D2A50...0x184D2A5F.
    private static func isSkippableFrame(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 4 && bytes[0] & 0xF0 == 0x50
            && bytes.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
    }
}
