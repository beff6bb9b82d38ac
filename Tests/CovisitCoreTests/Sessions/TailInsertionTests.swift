import Testing

@testable import CovisitCore

struct TailInsertionTests {
    /// Inserts events given as (time, item) and returns the items of the tail.
    private func tail(_ events: [(Int64, UInt32)], length: Int = 4) -> ([UInt32], [TailInsertion]) {
        let memory = UnsafeMutablePointer<TailEvent>.allocate(capacity: length)
        defer { memory.deallocate() }
        var count = 0
        let results = events.map { time, item in
            insert(
                TailEvent(timestamp: time, item: item, type: .clicks), into: memory,
                count: &count, tailLength: length)
        }
        return ((0..<count).map { memory[$0].item }, results)
    }

    @Test func `events stand in order of time, and of arrival where times are equal`() {
        #expect(tail([(30, 3), (10, 1), (20, 2), (20, 9)]).0 == [1, 2, 9, 3])
    }

    @Test func `the oldest leaves a full tail`() {
        let (items, results) = tail([(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])
        #expect(items == [2, 3, 4, 5])
        #expect(results.last == .inserted(at: 3))
    }

    @Test func `a late event takes its place in a full tail`() {
        let (items, results) = tail([(1, 1), (2, 2), (4, 4), (5, 5), (3, 3)])
        #expect(items == [2, 3, 4, 5])
        #expect(results.last == .inserted(at: 1))
    }

    @Test func `an event older than a full tail is left out`() {
        let (items, results) = tail([(2, 2), (3, 3), (4, 4), (5, 5), (1, 1)])
        #expect(items == [2, 3, 4, 5])
        #expect(results.last == .tooLate)
    }

    @Test func `the same item, type and time is a duplicate`() {
        let (items, results) = tail([(1, 1), (2, 2), (2, 3), (2, 2)])
        #expect(items == [1, 2, 3])
        #expect(results.last == .duplicate)
    }
}
