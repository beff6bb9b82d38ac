import CovisitCore
import StreamPipeline
import Testing
import WireFormats

// Beside tests that take all cores for minutes.
@Suite(.timeLimit(.minutes(5)))
struct PipelineQueryTests {
    private func batch(
        _ visits: [(session: String, item: Int64)], from offset: Int64 = 0
    ) -> InputBatch {
        var batch = InputBatch()
        for (index, visit) in visits.enumerated() {
            let session = batch.events.intern(visit.session)
            batch.events.append(
                Event(
                    session: session, item: ExternalID(integer: visit.item),
                    timestamp: 1_600_000_000_000 + (offset + Int64(index)) * 1_000, type: .clicks,
                    partition: 0, offset: offset + Int64(index)))
        }
        batch.nextOffsets[0] = offset + Int64(visits.count)
        return batch
    }

    /// Asks a pipeline that has taken these visits and now waits for more, for ever.
    private func withIdlePipeline(
        _ visits: [(session: String, item: Int64)],
        _ body: (QueryDesk, LiveSource) async throws -> Void
    ) async throws {
        let (source, desk) = (LiveSource(), QueryDesk(waitingMax: 100))
        source.give(batch(visits))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let pipeline = Pipeline(
                    engine: Engine(.otto3), source: source, sink: MemorySink(),
                    options: PipelineOptions(), queries: desk)
                try await pipeline.run()
            }
            // Once it asks for a third batch the first has been counted.
            source.give(InputBatch())
            while source.fillCount < 3 { await Task.yield() }
            try await body(desk, source)
            source.end()
            try await group.waitForAll()
        }
    }

    private func text(_ query: Query, _ desk: QueryDesk) async throws -> String? {
        guard case .found(let bytes) = try await desk.put(query).answer() else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a pipeline that waits for input answers, without another batch`() async throws {
        try await withIdlePipeline([("a", 10), ("a", 11), ("b", 10)]) { desk, source in
            let id = try #require(QueriedID("b"))
            #expect(
                try await text(.session(id, explained: false), desk)
                    == #"{"session":"b","ts":1600000002000,"clicks":[10,11],"carts":[10,11],"#
                    + #""orders":[10,11],"scores":{"clicks":[2.5,1.5],"carts":[2.5,1.5],"#
                    + #""orders":[2.5,1.5]}}"#)
            for _ in 0..<100 { _ = try await text(.session(id, explained: false), desk) }
            #expect(source.fillCount == 3)
        }
    }

    @Test func `digits are an integer where there is one, else a string`() async throws {
        try await withIdlePipeline([("7", 10), ("7", 11)]) { desk, _ in
            let session = try #require(QueriedID("7"))
            #expect(
                try await text(.session(session, explained: false), desk)?
                    .hasPrefix(#"{"session":"7","#) == true)
            let item = try #require(QueriedID("10"))
            #expect(try await text(.related(item), desk)?.hasPrefix(#"{"aid":10,"ts":"#) == true)
            for unknown in ["8", "07", "9223372036854775808"] {
                let id = try #require(QueriedID(unknown))
                #expect(try await text(.session(id, explained: false), desk) == nil)
                #expect(try await text(.related(id), desk) == nil)
            }
        }
    }

    @Test func `an answer is as of all batches before it`() async throws {
        try await withIdlePipeline([("a", 10)]) { desk, source in
            source.give(batch([("a", 12)], from: 1))
            source.give(InputBatch())
            while source.fillCount < 5 { await Task.yield() }
            let id = try #require(QueriedID("a"))
            #expect(
                try await text(.session(id, explained: false), desk)?
                    .contains(#""clicks":[12,10]"#) == true)
        }
    }

    @Test func `an explained answer says which rows, with bounds`() async throws {
        try await withIdlePipeline([("a", 10), ("a", 11), ("b", 10)]) { desk, _ in
            let id = try #require(QueriedID("b"))
            let text = try #require(try await text(.session(id, explained: true), desk))
            #expect(
                text.contains(
                    #"{"aid":11,"score":1.5,"because":[{"source":"matrix","matrix":"clicks","#
                        + #""aid":10,"events":[{"ts":1600000002000,"type":"clicks"}],"adds":1.0,"#))
            #expect(text.contains(#""at_least":"#))
            #expect(text.contains(#""because":[{"source":"history","events":[{"ts":"#))
        }
    }

    @Test func `related items say how much of the row they stand for`() async throws {
        try await withIdlePipeline([("a", 10), ("a", 11)]) { desk, _ in
            let id = try #require(QueriedID("10"))
            let text = try #require(try await text(.related(id), desk))
            #expect(
                text.contains(#""row_coverage":{"clicks":1.0,"carts-orders":1.0,"buy-to-buy":1.0}"#)
            )
            #expect(text.contains(#""row_total":{"clicks":"#))
        }
    }

    @Test func `a sample shows what came since somebody watches`() async throws {
        try await withIdlePipeline([("a", 10), ("b", 10)]) { desk, source in
            #expect(
                try await text(.sample, desk)
                    == #"{"ts":1600000001000,"sessions":[],"rising":[]}"#)
            source.give(batch([("<b>", 10), ("a", 11)], from: 2))
            source.give(InputBatch())
            while source.fillCount < 5 { await Task.yield() }
            let sample = try #require(try await text(.sample, desk))
            #expect(
                sample.hasPrefix(
                    #"{"ts":1600000003000,"sessions":[{"session":"a","ts":1600000003000,"aid":11,"#
                        + #""type":"clicks","before":{"clicks":[10,11],"carts":"#))
            #expect(sample.contains(#""after":{"clicks":[11,10],"#))
            #expect(sample.contains(#"{"session":"<b>","ts":1600000002000,"aid":10,"#))
            #expect(sample.hasSuffix(#""rising":[]}"#))
            source.give(batch([("c", 11)], from: 4))
            source.give(InputBatch())
            while source.fillCount < 7 { await Task.yield() }
            let next = try #require(try await text(.sample, desk))
            #expect(next.contains(#""rising":[{"aid":11,"popularity":1.99"#))
        }
    }

    @Test func `when the loop has ended the question has, too`() async throws {
        let desk = QueryDesk(waitingMax: 10)
        let pipeline = Pipeline(
            engine: Engine(.otto3), source: MemorySource([InputBatch()]), sink: MemorySink(),
            options: PipelineOptions(), queries: desk)
        try await pipeline.run()
        let id = try #require(QueriedID("1"))
        #expect(throws: QueryDesk.Refusal.closed) { try desk.put(.related(id)) }
    }

    @Test func `a stream that is asked all the time comes to the same state and lists`()
        async throws
    {
        func run(asking: Bool) async throws -> (digest: UInt64, lists: [String: String], Int) {
            let (engine, sink, desk) = (Engine(.otto3), MemorySink(), QueryDesk(waitingMax: 64))
            let pipeline = Pipeline(
                engine: engine,
                source: try RealFeed.source(
                    RealFeed.rees46, batchEventsMax: 10, limit: 3_000),
                sink: sink, options: PipelineOptions(), queries: desk)
            var asked = 0
            try await withThrowingTaskGroup(of: Int.self) { group in
                if asking {
                    group.addTask { try await askAlways(desk) }
                }
                try await pipeline.run()
                for try await count in group { asked += count }
            }
            return (engine.digest(), sink.content.recommendations, asked)
        }
        let quiet = try await run(asking: false)
        let asked = try await run(asking: true)
        #expect(asked.digest == quiet.digest)
        #expect(asked.lists == quiet.lists)
        #expect(asked.2 > 100)
    }
}

/// Asks one thing after the other until the loop has ended; returns how many were answered.
private func askAlways(_ desk: QueryDesk) async throws -> Int {
    var answered = 0
    var batch = EventBatch()
    batch.append(
        Event(
            session: ExternalID(integer: 0), item: ExternalID(integer: 1),
            timestamp: 1_570_000_000_000, type: .carts, partition: 0, offset: 0))
    while true {
        guard let id = QueriedID("\(answered % 1_000)") else { return answered }
        do {
            for query in [
                Query.session(id, explained: true), .related(id), .events(batch, explained: true),
            ] {
                if try await desk.put(query).answer() == .stopped { return answered }
                answered += 1
            }
        } catch {
            return answered
        }
    }
}
