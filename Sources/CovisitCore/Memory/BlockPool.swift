/// Blocks of memory in sizes that double, handed out by index: class c has blocks of
/// `unit << c` bytes.
///
/// Blocks of a class lie in chunks of about 32 KiB that are never moved. A chunk whose blocks are
/// all free serves whatever class needs one next: rows and tails grow from class to class, and
/// what they leave behind must not pile up. Block contents are the caller's affair.
/// The tables are plain memory: an array of arrays would count references at every look-up.
struct BlockPool: ~Copyable {
    static let none = UInt32.max
    fileprivate static let chunkByteCount = 32_768
    private static let alignment = 64

    private let classes: UnsafeMutablePointer<SizeClass>
    private let classCount: Int
    /// Bytes of a chunk of the smallest class, and of any class whose chunk holds several blocks.
    private let sharedByteCount: Int
    /// Chunks of `sharedByteCount` that no class needs, linked through their first bytes.
    private var spare: UnsafeMutableRawPointer?
    /// Bytes held, used or not.
    private(set) var byteCount = 0

    init(unitByteCount: Int, classCount: Int) {
        self.classCount = classCount
        classes = .allocate(capacity: classCount)
        for index in 0..<classCount {
            (classes + index).initialize(to: SizeClass(byteCount: unitByteCount << index))
        }
        sharedByteCount = classes[0].chunkByteCount
    }

    deinit {
        for index in 0..<classCount { classes[index].deallocate() }
        classes.deallocate()
        var next = spare
        while let chunk = next {
            next = chunk.load(as: UnsafeMutableRawPointer?.self)
            chunk.deallocate()
        }
    }

    /// What a pool holds for so many blocks of one class, all others empty.
    static func byteCount(holding count: Int, class index: Int, unitByteCount: Int) -> Int {
        let sizeClass = SizeClass.Shape(byteCount: unitByteCount << index)
        let perChunk = 1 << sizeClass.shift
        return (count + perChunk - 1) / perChunk * sizeClass.chunkByteCount
    }

    func usedCount(class index: Int) -> Int { classes[index].used }

    @inline(__always)
    func pointer(class index: Int, block: UInt32) -> UnsafeMutableRawPointer {
        let sizeClass = classes + index
        let shift = UInt32(truncatingIfNeeded: sizeClass.pointee.shift)
        let chunk = sizeClass.pointee.memory[Int(block &>> shift)]
        let place = Int(block & ((1 &<< shift) &- 1))
        return chunk + place &* sizeClass.pointee.byteCount
    }

    mutating func allocate(class index: Int) -> UInt32 {
        let number = classes[index].roomy == Self.none ? addChunk(to: index) : classes[index].roomy
        return classes[index].take(from: number)
    }

    mutating func free(class index: Int, block: UInt32) {
        let number = block &>> UInt32(truncatingIfNeeded: classes[index].shift)
        classes[index].put(block, back: number)
        if classes[index].chunks[Int(number)].used == 0 { removeChunk(number, from: index) }
    }

    private mutating func addChunk(to index: Int) -> UInt32 {
        let wanted = classes[index].chunkByteCount
        if wanted == sharedByteCount, let chunk = spare {
            spare = chunk.load(as: UnsafeMutableRawPointer?.self)
            return classes[index].add(chunk)
        }
        byteCount += wanted
        return classes[index].add(.allocate(byteCount: wanted, alignment: Self.alignment))
    }

    private mutating func removeChunk(_ number: UInt32, from index: Int) {
        let chunk = classes[index].remove(number)
        if classes[index].chunkByteCount == sharedByteCount {
            chunk.storeBytes(of: spare, as: UnsafeMutableRawPointer?.self)
            spare = chunk
        } else {
            byteCount -= classes[index].chunkByteCount
            chunk.deallocate()
        }
    }
}

/// What is known of a chunk besides its memory.
private struct Chunk {
    var used: UInt32 = 0
    /// Blocks handed out at least once.
    var high: UInt32 = 0
    /// A free block below `high`, counted within the chunk; others are linked through their first
    /// four bytes.
    var free = BlockPool.none
    /// Neighbours among the chunks with room; for a number without memory, the next such number.
    var next = BlockPool.none
    var previous = BlockPool.none
}

/// The chunks of one class, by number.
private struct SizeClass {
    struct Shape {
        /// Of a block.
        let byteCount: Int
        /// Blocks in a chunk are 1 << shift.
        let shift: Int

        init(byteCount: Int) {
            self.byteCount = byteCount
            let perChunk = max(1, BlockPool.chunkByteCount / byteCount)
            shift = Int.bitWidth - 1 - perChunk.leadingZeroBitCount
        }

        var chunkByteCount: Int { byteCount << shift }
    }

    let shape: Shape
    var memory: UnsafeMutablePointer<UnsafeMutableRawPointer>
    var chunks: UnsafeMutablePointer<Chunk>
    private var count = 0
    private var capacity = 4
    /// The first of the chunks with room.
    private(set) var roomy = BlockPool.none
    /// The first of the numbers whose chunk is gone.
    private var vacant = BlockPool.none
    private(set) var used = 0

    init(byteCount: Int) {
        shape = Shape(byteCount: byteCount)
        memory = .allocate(capacity: capacity)
        chunks = .allocate(capacity: capacity)
    }

    var byteCount: Int { shape.byteCount }
    var shift: Int { shape.shift }
    var chunkByteCount: Int { shape.chunkByteCount }

    /// Gives back everything, chunks included.
    func deallocate() {
        var isGone = [Bool](repeating: false, count: count)
        var number = vacant
        while number != BlockPool.none {
            isGone[Int(number)] = true
            number = chunks[Int(number)].next
        }
        for index in 0..<count where !isGone[index] { memory[index].deallocate() }
        memory.deallocate()
        chunks.deallocate()
    }

    mutating func take(from number: UInt32) -> UInt32 {
        let chunk = chunks + Int(number)
        var place = chunk.pointee.free
        if place == BlockPool.none {
            place = chunk.pointee.high
            chunk.pointee.high += 1
        } else {
            chunk.pointee.free = block(place, of: number).load(as: UInt32.self)
        }
        chunk.pointee.used += 1
        used += 1
        if chunk.pointee.used == 1 << UInt32(shift) { unlink(number) }
        return number << UInt32(shift) | place
    }

    mutating func put(_ block: UInt32, back number: UInt32) {
        let chunk = chunks + Int(number)
        let place = block & ((1 << UInt32(shift)) - 1)
        self.block(place, of: number).storeBytes(of: chunk.pointee.free, as: UInt32.self)
        chunk.pointee.free = place
        if chunk.pointee.used == 1 << UInt32(shift) { link(number) }
        chunk.pointee.used -= 1
        used -= 1
    }

    /// Takes a chunk in; returns its number.
    mutating func add(_ chunk: UnsafeMutableRawPointer) -> UInt32 {
        var number = vacant
        if number == BlockPool.none {
            if count == capacity { widen() }
            number = UInt32(count)
            count += 1
        } else {
            vacant = chunks[Int(number)].next
        }
        (memory + Int(number)).initialize(to: chunk)
        (chunks + Int(number)).initialize(to: Chunk())
        link(number)
        return number
    }

    /// Lets go of a chunk none of whose blocks is in use.
    mutating func remove(_ number: UInt32) -> UnsafeMutableRawPointer {
        unlink(number)
        chunks[Int(number)].next = vacant
        vacant = number
        return memory[Int(number)]
    }

    private func block(_ place: UInt32, of number: UInt32) -> UnsafeMutableRawPointer {
        memory[Int(number)] + Int(place) * byteCount
    }

    private mutating func link(_ number: UInt32) {
        chunks[Int(number)].next = roomy
        chunks[Int(number)].previous = BlockPool.none
        if roomy != BlockPool.none { chunks[Int(roomy)].previous = number }
        roomy = number
    }

    private mutating func unlink(_ number: UInt32) {
        let chunk = chunks[Int(number)]
        if chunk.previous == BlockPool.none {
            roomy = chunk.next
        } else {
            chunks[Int(chunk.previous)].next = chunk.next
        }
        if chunk.next != BlockPool.none { chunks[Int(chunk.next)].previous = chunk.previous }
    }

    private mutating func widen() {
        let widerMemory = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(
            capacity: 2 * capacity)
        widerMemory.moveInitialize(from: memory, count: count)
        memory.deallocate()
        memory = widerMemory
        let widerChunks = UnsafeMutablePointer<Chunk>.allocate(capacity: 2 * capacity)
        widerChunks.moveInitialize(from: chunks, count: count)
        chunks.deallocate()
        chunks = widerChunks
        capacity *= 2
    }
}
