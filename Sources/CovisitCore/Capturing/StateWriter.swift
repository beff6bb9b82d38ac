/// Bytes of encoded state, written at the end of memory that grows; nothing is held while empty.
///
/// Everything is little-endian. A value of its own rather than `[UInt8]`, whose every append
/// checks for other owners and room.
struct StateWriter: ~Copyable {
    private var memory: UnsafeMutableRawPointer?
    private(set) var count = 0
    private(set) var capacity = 0

    init() {}

    deinit {
        memory?.deallocate()
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

    /// Makes room for `byteCount` bytes more.
    @inline(__always)
    mutating func reserve(_ byteCount: Int) {
        if count + byteCount > capacity { grow(to: count + byteCount) }
    }

    private mutating func grow(to needed: Int) {
        let wider = max(256, needed, capacity * 2)
        let new = UnsafeMutableRawPointer.allocate(byteCount: wider, alignment: 16)
        if let memory {
            new.copyMemory(from: memory, byteCount: count)
            memory.deallocate()
        }
        memory = new
        capacity = wider
    }

    @inline(__always)
    mutating func append<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
        reserve(MemoryLayout<Integer>.size)
        memory.unsafelyUnwrapped.storeBytes(
            of: value.littleEndian, toByteOffset: count, as: Integer.self)
        count += MemoryLayout<Integer>.size
    }

    @inline(__always)
    mutating func append(_ value: Float) {
        append(value.bitPattern)
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    @inline(__always)
    mutating func append(compact value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func append(_ source: UnsafeRawBufferPointer) {
        guard let start = source.baseAddress else { return }
        reserve(source.count)
        (memory.unsafelyUnwrapped + count).copyMemory(from: start, byteCount: source.count)
        count += source.count
    }

    mutating func removeAll() {
        count = 0
    }
}
