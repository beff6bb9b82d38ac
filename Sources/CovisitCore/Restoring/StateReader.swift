/// Reads what `StateWriter` wrote, from bytes that nobody vouches for: every read checks that
/// the bytes are there.
struct StateReader {
    let section: StateSection
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    /// Above any count that an engine reaches; sums over all shards still fit.
    static let counterMax = 1 << 56
    /// Weights and counts above this cannot come from events, and could add up to infinity.
    private static let weightMax = Float(0x1p100)

    private init(_ bytes: UnsafeRawBufferPointer, of section: StateSection) {
        self.bytes = bytes
        self.section = section
    }

    /// Hands a chunk to `body`, after a look at whether it is one of the section.
    static func reading(
        _ bytes: [UInt8], of section: StateSection, _ progress: inout SectionProgress,
        _ body: (inout StateReader, inout SectionProgress) throws(StateDamage) -> Void
    ) throws(StateDamage) {
        try bytes.withUnsafeBufferPointer { bytes throws(StateDamage) in
            var reader = StateReader(UnsafeRawBufferPointer(bytes), of: section)
            if !progress.isBegun {
                let index = Int(try reader.read(UInt8.self))
                guard index == section.index else { throw reader.damage("is section \(index)") }
            }
            try body(&reader, &progress)
        }
    }

    var isAtEnd: Bool { offset == bytes.count }

    func damage(_ cause: String) -> StateDamage { StateDamage(section, cause) }

    @inline(__always)
    mutating func read<Integer: FixedWidthInteger & BitwiseCopyable>(
        _: Integer.Type
    ) throws(StateDamage) -> Integer {
        let source = try readBytes(MemoryLayout<Integer>.size)
        return Integer(littleEndian: source.loadUnaligned(as: Integer.self))
    }

    @inline(__always)
    mutating func readBytes(_ count: Int) throws(StateDamage) -> UnsafeRawBufferPointer {
        guard bytes.count - offset >= count else {
            throw damage("ends within an entry, \(bytes.count) bytes into a chunk")
        }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
    }

    mutating func readCompact() throws(StateDamage) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 63, by: 7) {
            let byte = try read(UInt8.self)
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw damage("a number of more than nine bytes")
    }

    /// A weight or a count: finite, not negative.
    @inline(__always)
    mutating func readWeight() throws(StateDamage) -> Float {
        try checkedWeight(bits: read(UInt32.self))
    }

    @inline(__always)
    func checkedWeight(bits: UInt32) throws(StateDamage) -> Float {
        // Patterns of positive floats are in the order of their values; all others are above.
        guard bits <= Self.weightMax.bitPattern else {
            throw damage("weight \(Float(bitPattern: bits)) is not one")
        }
        return Float(bitPattern: bits)
    }

    /// Milliseconds since 1970, not after `latest`.
    @inline(__always)
    mutating func readTimestamp(upTo latest: Int64) throws(StateDamage) -> Int64 {
        let timestamp = try read(Int64.self)
        guard timestamp >= 0, timestamp <= latest else {
            throw damage("time \(timestamp) is not in 0...\(latest)")
        }
        return timestamp
    }

    mutating func readCounter() throws(StateDamage) -> Int {
        let count = try read(Int64.self)
        guard count >= 0, count <= Self.counterMax else {
            throw damage("counter \(count) is not in 0...\(Self.counterMax)")
        }
        return Int(count)
    }
}
