internal import Glibc

/// Memory that ends at a page which faults when it is read.
///
/// The address sanitizer sees only what was compiled with it; this catches a library, such as
/// simdjson, that reads beyond the end.
package final class GuardedPages {
    /// Most bytes that can be placed.
    package let byteCount: Int
    private let base: UnsafeMutableRawPointer
    private static let pageByteCount = 4096

    package init(pageCount: Int) throws(BrokenInvariant) {
        byteCount = pageCount * Self.pageByteCount
        let mapped = mmap(
            nil, byteCount + Self.pageByteCount, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED,
            mprotect(mapped + byteCount, Self.pageByteCount, PROT_NONE) == 0
        else { throw BrokenInvariant("no memory for guarded pages") }
        base = mapped
    }

    deinit {
        munmap(base, byteCount + Self.pageByteCount)
    }

    /// A copy whose last byte is the last that may be read; valid until the next call.
    package func place(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        precondition(bytes.count <= byteCount)
        let start = base + byteCount - bytes.count
        UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyBytes(from: bytes)
        return UnsafeRawBufferPointer(start: start, count: bytes.count)
    }
}
