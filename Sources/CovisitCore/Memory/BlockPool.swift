/// Blocks of memory in sizes that double, handed out by index: class c has blocks of
/// `unit << c` bytes.
///
/// Blocks of a class lie in chunks of about 32 KiB that are never moved or given back before the
/// pool is; a freed block is the next to be handed out. Block contents are the caller's affair.
/// The tables are plain memory: an array of arrays would count references at every look-up.
struct BlockPool: ~Copyable {
    private struct SizeClass {
        var chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>
        var chunkCount = 0
        var chunkCapacity: Int
        let byteCount: Int
        /// Blocks in a chunk are 1 << shift.
        let shift: Int
        /// Blocks handed out at least once.
        var high: UInt32 = 0
        /// Free blocks, linked through their first four bytes.
        var free = BlockPool.none
        var used = 0
    }

    static let none = UInt32.max
    private static let chunkByteCount = 32_768
    private static let alignment = 64

    private let classes: UnsafeMutablePointer<SizeClass>
    private let classCount: Int

    init(unitByteCount: Int, classCount: Int) {
        self.classCount = classCount
        classes = .allocate(capacity: classCount)
        for index in 0..<classCount {
            let byteCount = unitByteCount << index
            let perChunk = max(1, Self.chunkByteCount / byteCount)
            let shift = Int.bitWidth - 1 - perChunk.leadingZeroBitCount
            let capacity = 4
            (classes + index).initialize(
                to: SizeClass(
                    chunks: .allocate(capacity: capacity), chunkCapacity: capacity,
                    byteCount: byteCount, shift: shift))
        }
    }

    deinit {
        for index in 0..<classCount {
            for chunk in 0..<classes[index].chunkCount {
                classes[index].chunks[chunk].deallocate()
            }
            classes[index].chunks.deallocate()
        }
        classes.deallocate()
    }

    /// Bytes held, used or not.
    var byteCount: Int {
        (0..<classCount).reduce(0) { sum, index in
            sum + classes[index].chunkCount * (classes[index].byteCount << classes[index].shift)
        }
    }

    func usedCount(class index: Int) -> Int { classes[index].used }

    @inline(__always)
    func pointer(class index: Int, block: UInt32) -> UnsafeMutableRawPointer {
        let sizeClass = classes + index
        let shift = UInt32(truncatingIfNeeded: sizeClass.pointee.shift)
        let chunk = sizeClass.pointee.chunks[Int(block &>> shift)]
        let place = Int(block & ((1 &<< shift) &- 1))
        return chunk + place &* sizeClass.pointee.byteCount
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
        if Int(block) >> classes[index].shift == classes[index].chunkCount { addChunk(to: index) }
        return block
    }

    mutating func free(class index: Int, block: UInt32) {
        pointer(class: index, block: block).storeBytes(of: classes[index].free, as: UInt32.self)
        classes[index].free = block
        classes[index].used -= 1
    }

    private func addChunk(to index: Int) {
        let count = classes[index].chunkCount
        if count == classes[index].chunkCapacity {
            let wider = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: 2 * count)
            wider.moveInitialize(from: classes[index].chunks, count: count)
            classes[index].chunks.deallocate()
            classes[index].chunks = wider
            classes[index].chunkCapacity = 2 * count
        }
        (classes[index].chunks + count).initialize(
            to: .allocate(
                byteCount: classes[index].byteCount << classes[index].shift,
                alignment: Self.alignment))
        classes[index].chunkCount += 1
    }
}
