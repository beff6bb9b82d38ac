internal import CZlib

/// Compressed files that hold the bytes as they are, which is fast, in several parts.
enum Packing: CaseIterable {
    case gzip, zstd

    func pack(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let half = bytes.count / 2
        let parts = [
            UnsafeRawBufferPointer(rebasing: bytes[..<half]),
            UnsafeRawBufferPointer(rebasing: bytes[half...]),
            UnsafeRawBufferPointer(rebasing: bytes[..<0]),
        ]
        return parts.flatMap { part in
            switch self {
            case .gzip: Self.member(part)
            case .zstd: Self.frame(part)
            }
        }
    }

    /// RFC 1952, with one stored block of RFC 1951.
    private static func member(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let checksum = crc32(0, bytes.bindMemory(to: UInt8.self).baseAddress, UInt32(bytes.count))
        let byteCount = UInt64(bytes.count)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
            + integer(byteCount, 2) + integer(~byteCount, 2) + bytes
            + integer(UInt64(checksum), 4) + integer(byteCount, 4)
    }

    /// RFC 8878, with one raw block and its size in four bytes, without a checksum.
    private static func frame(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let byteCount = UInt64(bytes.count)
        return [0x28, 0xB5, 0x2F, 0xFD, 0xA0] + integer(byteCount, 4)
            + integer(byteCount << 3 | 1, 3) + bytes
    }

    private static func integer(_ value: UInt64, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
