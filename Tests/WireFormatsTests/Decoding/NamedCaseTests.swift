import CovisitCore
import Testing
import WireFormats

@Suite struct NamedCaseTests {
    @Test(arguments: NamedCase.all)
    func `a named bad input has the reason that its name says`(_ named: NamedCase) {
        let decoded = decode(named.payload)
        #expect(decoded.reason == named.reason)
        #expect(decoded.batch.count == (named.reason == nil ? 1 : 0))
    }

    @Test func `the same decoder goes on after every named input`() {
        let decoder = EventDecoder(schema: EventSchema())
        var batch = EventBatch()
        let good = Array(event().utf8)
        for named in NamedCase.all {
            batch.removeAll()
            if let payload = named.payload {
                _ = payload.withUnsafeBytes {
                    decoder.decode($0, partition: 0, offset: 0, clock: .max, into: &batch)
                }
            }
            batch.removeAll()
            let reason = good.withUnsafeBytes {
                decoder.decode($0, partition: 0, offset: 1, clock: .max, into: &batch)
            }
            #expect(reason == nil, "after: \(named.name)")
            #expect(batch.events.first?.item == ExternalID(integer: 2))
        }
    }

    @Test func `a rejected event leaves nothing in the arena`() {
        let decoded = decode(event(session: #""abc""#, aid: #""def""#, ts: "1"))
        #expect(decoded.reason == .tooOld)
        #expect(decoded.batch.arena.isEmpty)
    }

    @Test func `versions that change to and fro in one stream are told apart`() {
        let reasons = [event(), #"{"v":2}"#, event()].map { decode($0).reason }
        #expect(reasons == [nil, .missingField, nil])
    }
}
