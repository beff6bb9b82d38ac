import CovisitCore
import StreamPipeline
import Testing
import WireFormats

@testable import Operations

@Suite(.timeLimit(.minutes(1)))
struct QueryRouteTests {
    /// Sessions "a/b ü" and 7 with items 10, 11 and "sku 1".
    private static var events: EventBatch {
        var batch = EventBatch()
        let (session, item) = (batch.intern("a/b ü"), batch.intern("sku 1"))
        let visits: [(ExternalID, ExternalID)] = [
            (session, ExternalID(integer: 10)), (session, item), (session, ExternalID(integer: 11)),
            (ExternalID(integer: 7), ExternalID(integer: 10)),
        ]
        for (index, visit) in visits.enumerated() {
            batch.append(
                Event(
                    session: visit.0, item: visit.1,
                    timestamp: 1_600_000_000_000 + Int64(index) * 1_000, type: .clicks,
                    partition: 0, offset: Int64(index)))
        }
        return batch
    }

    private static let click = #"{"aid":10,"ts":1600000003000,"type":"clicks"}"#

    @Test func `a session is asked for by its id, percent-encoded`() async throws {
        try await withEngine(Self.events) { probe in
            let reply = await probe.get("/v1/sessions/a%2Fb%20%c3%bc/recommendations")
            #expect(reply.status == 200)
            #expect(reply.head.contains("content-type: application/json"))
            #expect(
                reply.body.hasPrefix(
                    #"{"session":"a/b ü","ts":1600000002000,"clicks":[11,"sku 1",10],"#))
            let number = await probe.get("/v1/sessions/7/recommendations?explain")
            #expect(number.body.hasPrefix(#"{"session":7,"ts":1600000003000,"clicks":[10,"#))
            #expect(number.body.contains(#""explain":{"clicks":[{"aid":10,"#))
            #expect(!reply.body.contains("explain"))
        }
    }

    @Test func `posted events have the lists of a session with these events`() async throws {
        try await withEngine(Self.events) { probe in
            let known = await probe.get("/v1/sessions/7/recommendations?explain=true").body
            let reply = await probe.post(
                "/v1/recommendations?explain=true", #"{"events":[\#(Self.click)]}"#)
            #expect(reply.status == 200)
            #expect(
                reply.body
                    == known.replacing(#""session":7,"#, with: "")
                    .replacing(#","explain""#, with: #","unknown":[],"explain""#))
            let unknown = await probe.post(
                "/v1/recommendations",
                #"{"x":1,"events":[{"aid":"new","ts":1600000003000,"type":"carts"},\#(Self.click)]}"#
            )
            #expect(unknown.body.contains(#""unknown":["new"]"#))
            #expect(!unknown.body.contains(#""session""#))
        }
    }

    @Test func `a body is spelt as the events topic is`() async throws {
        var schema = EventSchema()
        schema.itemField = "sku"
        schema.typeField = "action"
        schema.typeNames = ["view": .clicks]
        try await withEngine(Self.events, schema: schema) { probe in
            let reply = await probe.post(
                "/v1/recommendations",
                #"{"events":[{"sku":10,"ts":1600000003000,"action":"view"}]}"#)
            #expect(reply.status == 200)
            let wrong = await probe.post("/v1/recommendations", #"{"events":[\#(Self.click)]}"#)
            #expect(wrong.status == 400)
            #expect(wrong.body.contains(#"an event has \"sku\", \"ts\" and \"action\""#))
        }
    }

    @Test func `an item's neighbours come with weights, bounds and coverage`() async throws {
        try await withEngine(Self.events) { probe in
            let reply = await probe.get("/v1/items/sku%201/related")
            #expect(reply.status == 200)
            #expect(reply.body.hasPrefix(#"{"aid":"sku 1","ts":1600000003000,"clicks":[{"aid":"#))
            #expect(reply.body.contains(#""row_coverage":{"clicks":1.0"#))
        }
    }

    @Test(arguments: [
        "/v1/sessions/8/recommendations", "/v1/items/9/related", "/v1/items/..%2F/related",
        "/v1/items/../related",
    ])
    func `what the engine does not know is not found, and named`(path: String) async throws {
        try await withEngine(Self.events) { probe in
            let reply = await probe.get(path)
            #expect(reply.status == 404)
            #expect(reply.body.contains("is not known"))
        }
    }

    @Test(arguments: [
        "/v1/sessions//recommendations", "/v1/items/\(String(repeating: "x", count: 65))/related",
    ])
    func `what no id can be is a bad request`(path: String) async throws {
        try await withServer { probe in
            let reply = await probe.get(path)
            #expect(reply.status == 400)
            #expect(reply.body.contains("1 to 64 bytes"))
        }
    }

    @Test(arguments: ["%", "%4", "%zz", "%ff"])
    func `wrong escapes are not found`(id: String) async throws {
        try await withServer { probe in
            #expect(await probe.get("/v1/items/\(id)/related").status == 404)
        }
    }

    @Test(arguments: [
        ("", "no list of events"), ("{}", "no list of events"), ("[]", "no list of events"),
        (#"{"events":[]}"#, "at least one"), (#"{"events":{}}"#, "events[0]: malformed"),
        (#"{"events":[\#(click),{"aid":1}]}"#, "events[1]: missing_field"),
        (#"{"events":[\#(click),{"aid":1,"ts":5,"type":"clicks"}]}"#, "events[1]: too_old"),
        (#"{"events":[{"aid":1,"ts":1600000003000,"type":"x"}]}"#, "carts, clicks, orders"),
        (#"{"events":[{"aid":-1,"ts":1600000003000,"type":"carts"}]}"#, "events[0]: bad_item"),
    ])
    func `a wrong body is refused with what is wrong and where`(
        body: String, words: String
    ) async throws {
        try await withServer { probe in
            let reply = await probe.post("/v1/recommendations", body)
            #expect(reply.status == 400)
            #expect(reply.body.hasPrefix(#"{"error":""#))
            #expect(reply.body.contains(words), "\(reply.body)")
        }
    }

    @Test func `a body is JSON by its header, and of limited length`() async throws {
        let options = HTTPOptions.with {
            $0.bodyByteCountMax = 1_024
            $0.eventCountMax = 3
        }
        let traffic = HTTPTraffic()
        try await withServer(options, traffic: traffic) { probe in
            let body = #"{"events":[\#(Self.click)]}"#
            for type in ["text/plain", "application/x-www-form-urlencoded", ""] {
                let reply = await probe.post("/v1/recommendations", body, type: type)
                #expect(reply.status == 415)
            }
            let clicks = [String](repeating: Self.click, count: 4).joined(separator: ",")
            let many = await probe.post("/v1/recommendations", #"{"events":[\#(clicks)]}"#)
            #expect(many.status == 413)
            #expect(many.body.contains("at most 3"))
            let long = String(repeating: " ", count: 1_025)
            #expect(await probe.post("/v1/recommendations", long).status == 413)
            #expect(await probe.post("/v1/recommendations", long, isChunked: true).status == 413)
        }
        #expect(traffic.status.refused == ["body": 3])
        #expect(traffic.status.requests["POST /v1/recommendations"] == ["4xx": 6])
    }

    @Test func `a path names the methods that it takes`() async throws {
        try await withServer { probe in
            let get = await probe.get("/v1/recommendations")
            #expect(get.status == 405)
            #expect(get.head.contains("allow: post"))
            let put = await probe.get("/v1/items/1/related", method: "PUT")
            #expect(put.status == 405)
            #expect(put.head.contains("allow: get, head"))
        }
    }

    @Test func `an engine that does not answer in time is busy, and so is a full mailbox`()
        async throws
    {
        let traffic = HTTPTraffic()
        let desk = QueryDesk(waitingMax: 1)
        try await withServer(
            .with { $0.queryTimeout = .milliseconds(10) }, queries: desk, traffic: traffic
        ) { probe in
            for words in ["did not answer within", "1 questions wait already"] {
                let reply = await probe.get("/v1/items/1/related")
                #expect(reply.status == 503)
                #expect(reply.head.contains("retry-after: 1"))
                #expect(reply.body.contains(words))
            }
        }
        #expect(traffic.status.refused == ["queries_late": 1, "queries_full": 1])
    }
}
