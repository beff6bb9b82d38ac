import Fuzzing
import Testing

/// What the fuzzers stand on.
struct DrivingTests {
    @Test func `a broken invariant is thrown with its words`() {
        #expect(throws: BrokenInvariant("three legs")) { try require(1 > 2, "three legs") }
    }

    @Test func `asynchronous code comes to its end inside the call`() throws {
        let counter = Counter()
        let sum = try runInline {
            for step in 1...100 { await counter.add(step) }
            return await counter.sum
        }
        #expect(sum == 5050)
    }

    @Test func `bytes placed on guarded pages are the same bytes`() throws {
        let pages = try GuardedPages(pageCount: 2)
        for count in [0, 1, 4095, 4096, 8192] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let placed = bytes.withUnsafeBytes { Array(pages.place($0)) }
            #expect(placed == bytes)
        }
    }
}

private actor Counter {
    private(set) var sum = 0

    func add(_ step: Int) { sum += step }
}
