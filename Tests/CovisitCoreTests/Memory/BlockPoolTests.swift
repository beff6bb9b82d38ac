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

    @Test func `a freed block is handed out again before memory grows`() {
        var pool = BlockPool(unitByteCount: 64, classCount: 1)
        let blocks = (0..<1_000).map { _ in pool.allocate(class: 0) }
        let byteCount = pool.byteCount
        for block in blocks { pool.free(class: 0, block: block) }
        let again = Set((0..<1_000).map { _ in pool.allocate(class: 0) })
        #expect(again == Set(blocks))
        #expect(pool.byteCount == byteCount)
    }
}
