import Testing
import WireFormats

@testable import StreamPipeline

struct QueryDeskTests {
    private func query() throws -> Query {
        .related(try #require(QueriedID("1")))
    }

    @Test func `beyond the limit a question is refused, until one is taken`() async throws {
        let desk = QueryDesk(waitingMax: 2)
        for _ in 0..<2 { _ = try desk.put(try query()) }
        let query = try query()
        #expect(throws: QueryDesk.Refusal.full(waiting: 2)) { try desk.put(query) }
        #expect(desk.waitingCount == 2)
        _ = desk.take()
        _ = try desk.put(query)
    }

    @Test func `what was withdrawn is not taken, and keeps its place`() async throws {
        let desk = QueryDesk(waitingMax: 2)
        let (first, second) = (try desk.put(try query()), try desk.put(try query()))
        first.withdraw()
        let query = try query()
        #expect(throws: QueryDesk.Refusal.self) { try desk.put(query) }
        #expect(desk.take() === second)
        #expect(desk.take() == nil)
        #expect(await first.answer() == .withdrawn)
    }

    @Test func `the first end counts`() async throws {
        let inquiry = try QueryDesk(waitingMax: 1).put(try query())
        inquiry.end(.unknown)
        inquiry.withdraw()
        #expect(await inquiry.answer() == .unknown)
        let other = try QueryDesk(waitingMax: 1).put(try query())
        async let answer = other.answer()
        other.end(.found([1]))
        #expect(await answer == .found([1]))
    }

    @Test func `a closed desk ends what waits, and takes nothing`() async throws {
        let desk = QueryDesk(waitingMax: 5)
        let inquiry = try desk.put(try query())
        desk.close()
        #expect(await inquiry.answer() == .stopped)
        let query = try query()
        #expect(throws: QueryDesk.Refusal.closed) { try desk.put(query) }
    }

    @Test func `the batch comes before a question`() async throws {
        let desk = QueryDesk(waitingMax: 5)
        desk.beginFetching()
        _ = try desk.put(try query())
        #expect(await desk.hasQueryBeforeBatch())
        desk.endFetching()
        #expect(await !desk.hasQueryBeforeBatch())
        desk.beginFetching()
        _ = desk.take()
        async let isQuery = desk.hasQueryBeforeBatch()
        desk.endFetching()
        #expect(await !isQuery)
    }
}
