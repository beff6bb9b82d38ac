import Testing

@testable import CovisitCore

struct BlockPoolTests {
    @Test func `blocks keep their content while others come and go`() {
        var pool = BlockPool(unitByteCount: 64, classCount: 4)
        var held: [(sizeClass: Int, block: UInt32, mark: UInt64)] = []
        for step in UInt64(0)..<20_000 {
            let draw = mix(step)
            if draw % 3 == 0, !held.isEmpty {
                let gone = held.remove(at: Int(draw >> 32) % held.count)
                pool.free(class: gone.sizeClass, block: gone.block)
            } else {
                let sizeClass = Int(draw >> 8) % 4
                let block = pool.allocate(class: sizeClass)
                let last = (64 << sizeClass) - 8
                pool.pointer(class: sizeClass, block: block)
                    .storeBytes(of: draw, toByteOffset: last, as: UInt64.self)
                held.append((sizeClass, block, draw))
            }
        }
        for (sizeClass, block, mark) in held {
            let last = (64 << sizeClass) - 8
            let found = pool.pointer(class: sizeClass, block: block)
                .load(fromByteOffset: last, as: UInt64.self)
            #expect(found == mark)
        }
        #expect((0..<4).map { pool.usedCount(class: $0) }.reduce(0, +) == held.count)
    }

    @Test func `what was freed is handed out again before memory grows`() {
        var pool = BlockPool(unitByteCount: 64, classCount: 1)
        let blocks = (0..<1_000).map { _ in pool.allocate(class: 0) }
        let byteCount = pool.byteCount
        for block in blocks { pool.free(class: 0, block: block) }
        let again = Set((0..<1_000).map { _ in pool.allocate(class: 0) })
        #expect(again.count == 1_000)
        #expect(pool.byteCount == byteCount)
    }

    @Test func `what one class leaves behind serves another`() {
        var pool = BlockPool(unitByteCount: 192, classCount: 4)
        var peak = 0
        // As rows do: all of them move on from class to class.
        var blocks = (0..<2_000).map { _ in pool.allocate(class: 0) }
        for sizeClass in 1..<4 {
            for index in blocks.indices {
                let next = pool.allocate(class: sizeClass)
                pool.free(class: sizeClass - 1, block: blocks[index])
                blocks[index] = next
            }
            peak = max(peak, pool.byteCount)
        }
        let planned = BlockPool.byteCount(holding: 2_000, class: 3, unitByteCount: 192)
        #expect(peak <= planned + 2 * 32_768)
        #expect(peak >= 2_000 * (192 << 3))
    }

    @Test func `blocks larger than a chunk are given back`() {
        var pool = BlockPool(unitByteCount: 192, classCount: 10)
        let blocks = (0..<8).map { _ in pool.allocate(class: 9) }
        #expect(pool.byteCount == 8 * (192 << 9))
        for block in blocks.dropLast() { pool.free(class: 9, block: block) }
        #expect(pool.byteCount == 192 << 9)
        let again = pool.allocate(class: 9)
        #expect(blocks.contains(again))
    }
}
