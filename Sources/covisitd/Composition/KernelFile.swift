internal import SystemPackage

/// A small text that the kernel makes up when it is read, e.g. below /proc.
enum KernelFile {
    /// Its first 8 KiB; nil where it cannot be read.
    static func text(_ path: FilePath) -> String? {
        guard let file = try? FileDescriptor.open(path, .readOnly) else { return nil }
        return try? file.closeAfter {
            let bytes = try [UInt8](unsafeUninitializedCapacity: 8_192) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
