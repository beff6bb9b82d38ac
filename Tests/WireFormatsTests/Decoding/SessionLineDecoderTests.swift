import CovisitCore
import Testing
import WireFormats

@Suite struct SessionLineDecoderTests {
    private func decodeLine(
        _ line: String, schema: EventSchema = EventSchema(), clock: Int64 = .max,
        lineByteCountMax: Int = 1 << 20
    ) -> (outcome: SessionLineDecoder.Outcome, batch: EventBatch) {
        let decoder = SessionLineDecoder(schema: schema, lineByteCountMax: lineByteCountMax)
        var batch = EventBatch()
        let outcome = Array(line.utf8).withUnsafeBytes {
            decoder.decode($0, partition: 1, firstOffset: 10, clock: clock, into: &batch)
        }
        return (outcome, batch)
    }

    private func line(_ events: String, session: String = "5") -> String {
        #"{"session":\#(session),"events":[\#(events)]}"#
    }

    private static let click = #"{"aid":1,"ts":1661724000378,"type":"clicks"}"#
    private static let order = #"{"type":"orders","ts":1661724000379,"aid":"SKU"}"#

    @Test func `the events of a line follow each other with the session's id`() {
        let events = Self.click + "," + Self.order
        let (outcome, batch) = decodeLine(line(events, session: #""s\u0031""#))
        #expect(outcome == .decoded(eventCount: 2))
        #expect(batch.events.map(\.offset) == [10, 11])
        #expect(batch.events.map(\.type) == [.clicks, .orders])
        #expect(batch.events.map(\.partition) == [1, 1])
        let sessions = batch.events.map { Array(batch.arena[$0.session.range]) }
        #expect(sessions == [Array("s1".utf8), Array("s1".utf8)])
        let lastItem = batch.events.last.map { Array(batch.arena[$0.item.range]) }
        #expect(lastItem == Array("SKU".utf8))
    }

    @Test func `the session may stand behind its events`() {
        let (outcome, batch) = decodeLine(#"{"x":0,"events":[\#(Self.click)],"session":5}"#)
        #expect(outcome == .decoded(eventCount: 1))
        #expect(batch.events.first?.session == ExternalID(integer: 5))
    }

    @Test func `a session without events is good`() {
        #expect(decodeLine(line("")).outcome == .decoded(eventCount: 0))
    }

    @Test(arguments: [
        (#"{"aid":1,"ts":1661724000378}"#, RejectReason.missingField),
        (#"{"aid":1,"ts":1661724000378,"type":"views"}"#, .badType),
        (#"{"aid":-1,"ts":1661724000378,"type":"clicks"}"#, .badItem),
        (#"{"aid":1,"ts":"1661724000378","type":"clicks"}"#, .badTimestamp),
        (#"{"aid":1,"ts":1661724000,"type":"clicks"}"#, .tooOld),
        (#"{"aid":1,"ts":1661724000378000,"type":"clicks"}"#, .tooNew),
        (#"{"aid":1,"aid":1,"ts":1661724000378,"type":"clicks"}"#, .duplicateField),
        (#"{"session":5,"aid":1,"ts":1661724000378,"type":"clicks"}"#, .duplicateField),
        ("1", .malformed), ("[]", .malformed), ("null", .malformed), ("", .malformed),
    ])
    func `one wrong event rejects its line as a whole`(wrong: String, reason: RejectReason) {
        let (outcome, batch) = decodeLine(line(Self.click + "," + wrong))
        #expect(outcome == .rejected(reason))
        #expect(batch.isEmpty && batch.arena.isEmpty)
    }

    @Test func `wrong lines have their reasons`() {
        #expect(decodeLine(line(Self.click) + "x").outcome == .rejected(.malformed))
        #expect(decodeLine(line(Self.click, session: "-1")).outcome == .rejected(.badSession))
        #expect(decodeLine(#"{"events":[]}"#).outcome == .rejected(.missingField))
        #expect(decodeLine(#"{"session":1,"events":{}}"#).outcome == .rejected(.malformed))
        #expect(
            decodeLine(#"{"session":1,"events":[],"events":[]}"#).outcome
                == .rejected(.duplicateField))
        #expect(
            decodeLine(#"{"session":1,"session":1,"events":[]}"#).outcome == .noSessionLine)
    }

    @Test func `a line without a list of events is no session`() {
        #expect(decodeLine(event()).outcome == .noSessionLine)
        #expect(decodeLine("").outcome == .noSessionLine)
        #expect(decodeLine("{").outcome == .noSessionLine)
        #expect(
            decodeLine(line(Self.click), lineByteCountMax: 20).outcome == .noSessionLine)
    }

    @Test func `an event may be as deep in a line as on its own`() {
        func deep(_ levels: Int) -> String {
            let nest =
                String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
            return #"{"aid":1,"ts":1661724000378,"type":"clicks","x":\#(nest)}"#
        }
        #expect(decodeLine(line(deep(15))).outcome == .decoded(eventCount: 1))
        #expect(decodeLine(line(deep(16))).outcome == .rejected(.tooDeep))
    }
}
