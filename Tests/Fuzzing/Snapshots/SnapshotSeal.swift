internal import CXXHash
internal import CovisitCore

/// Makes the checksums of a snapshot file right again, whatever was done to it, so that what lies
/// behind them is reached.
enum SnapshotSeal {
    private static let entryByteCount = 32

    /// The table is taken from where the prefix ends, as far as that lies in the file; places and
    /// checksums are set, sizes are left as they are.
    static func seal(_ file: inout [UInt8]) {
        guard file.count >= 24 else { return }
        let end = Int(number(file, at: 12, UInt32.self))
        let table = end - 8 - StateSection.count * entryByteCount
        guard table >= 16, end <= file.count else { return }
        var place = end
        for entry in stride(from: table, to: end - 8, by: entryByteCount) {
            let left = file.count - place
            let stored = Int(clamping: number(file, at: entry + 8, UInt64.self))
            put(UInt64(place), at: entry, in: &file)
            put(hash(file[place..<(place + min(stored, left))]), at: entry + 24, in: &file)
            place += min(stored, left)
        }
        put(hash(file[..<(end - 8)]), at: end - 8, in: &file)
    }

    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { XXH3_64bits($0.baseAddress, $0.count) }
    }

    private static func number<N: FixedWidthInteger & BitwiseCopyable>(
        _ file: [UInt8], at offset: Int, _: N.Type
    ) -> N {
        file.withUnsafeBytes {
            N(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: N.self))
        }
    }

    private static func put(_ number: UInt64, at offset: Int, in file: inout [UInt8]) {
        file.withUnsafeMutableBytes {
            $0.storeBytes(of: number.littleEndian, toByteOffset: offset, as: UInt64.self)
        }
    }
}
