/// Blocks of memory in sizes that double, handed out by index: class c has blocks of
/// `unit << c` bytes.
///
/// Blocks of a class lie in chunks of about 32 KiB that are never moved or given back before the
/// pool is; a freed block is the next to be handed out. Block contents are the caller's affair.
struct BlockPool: ~Copyable {
    private struct SizeClass {
        var chunks: [UnsafeMutableRawPointer] = []
        var byteCount: Int
        /// Blocks in a chunk are 1 << shift.
        var shift: Int
        /// Blocks handed out at least once.
        var high: UInt32 = 0
        /// Free blocks, linked through their first four bytes.
        var free = BlockPool.none
        var used = 0
    }

    static let none = UInt32.max
    private static let chunkByteCount = 32_768
    private static let alignment = 64

    private var classes: [SizeClass]

    init(unitByteCount: Int, classCount: Int) {
        classes = (0..<classCount).map { index in
            let byteCount = unitByteCount << index
            let perChunk = max(1, Self.chunkByteCount / byteCount)
            let shift = Int.bitWidth - 1 - perChunk.leadingZeroBitCount
            return SizeClass(byteCount: byteCount, shift: shift)
        }
    }

    deinit {
        for sizeClass in classes {
            for chunk in sizeClass.chunks { chunk.deallocate() }
        }
    }

    /// Bytes held, used or not.
    var byteCount: Int {
        classes.reduce(0) { $0 + $1.chunks.count * ($1.byteCount << $1.shift) }
    }

    func usedCount(class index: Int) -> Int { classes[index].used }

    @inline(__always)
    func pointer(class index: Int, block: UInt32) -> UnsafeMutableRawPointer {
        let sizeClass = classes[index]
        let chunk = sizeClass.chunks[Int(block) >> sizeClass.shift]
        return chunk + (Int(block) & ((1 << sizeClass.shift) - 1)) * sizeClass.byteCount
    }

    mutating func allocate(class index: Int) -> UInt32 {
        classes[index].used += 1
        let free = classes[index].free
        if free != Self.none {
            classes[index].free = pointer(class: index, block: free).load(as: UInt32.self)
            return free
        }
        let block = classes[index].high
        classes[index].high += 1
        if Int(block) >> classes[index].shift == classes[index].chunks.count {
            classes[index].chunks.append(
                .allocate(
                    byteCount: classes[index].byteCount << classes[index].shift,
                    alignment: Self.alignment))
        }
        return block
    }

    mutating func free(class index: Int, block: UInt32) {
        pointer(class: index, block: block).storeBytes(of: classes[index].free, as: UInt32.self)
        classes[index].free = block
        classes[index].used -= 1
    }
}
