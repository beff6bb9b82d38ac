import CovisitCore
import Testing
import WireFormats

@Suite struct EventDecoderTests {
    @Test func `an event of OTTO becomes what it says`() {
        let payload = #"{"session":12899780,"aid":1142000,"ts":1661724000378,"type":"carts"}"#
        let event = decode(payload).event
        #expect(event?.session == ExternalID(integer: 12_899_780))
        #expect(event?.item == ExternalID(integer: 1_142_000))
        #expect(event?.timestamp == 1_661_724_000_378)
        #expect(event?.type == .carts)
        #expect(event?.partition == 3)
        #expect(event?.offset == 42)
    }

    @Test func `fields may come in any order and among others`() {
        let payload =
            #"{"x":{"session":9},"type":"orders","ts":1661724000378,"y":[1,{"aid":8}],"aid":5,"#
            + #""session":7,"price":1.5}"#
        let event = decode(payload).event
        #expect(event?.session == ExternalID(integer: 7))
        #expect(event?.item == ExternalID(integer: 5))
        #expect(event?.type == .orders)
    }

    @Test func `string ids lie in the arena of the batch`() {
        let decoded = decode(event(session: #""0b7e-uuid""#, aid: #""SKU/äöü 😀""#))
        #expect(decoded.text(decoded.event?.session) == "0b7e-uuid")
        #expect(decoded.text(decoded.event?.item) == "SKU/äöü 😀")
    }

    @Test func `escapes are resolved in ids and in names of fields`() {
        let payload =
            #"{"\u0073ession":"a\"\\\/\u00e9","ai\u0064":"\u20ac\ud83d\ude00\uD83D\uDE00","#
            + #""ts":1661724000378,"type":"click\u0073"}"#
        let decoded = decode(payload)
        #expect(decoded.reason == nil)
        #expect(decoded.text(decoded.event?.session) == #"a"\/é"#)
        #expect(decoded.text(decoded.event?.item) == "€😀😀")
    }

    @Test func `the integer 1 and the string 1 are two ids`() {
        let integer = decode(event(session: "1")).event?.session
        let string = decode(event(session: #""1""#)).event?.session
        #expect(integer?.isInteger == true)
        #expect(string?.isInteger == false)
    }

    @Test func `field names and type names can be mapped`() {
        var schema = EventSchema()
        schema.sessionField = "visitor id"
        schema.itemField = "produkt_größe"
        schema.timestampField = "t"
        schema.typeField = "ev"
        schema.typeNames = ["view": .clicks, "addtocart": .carts, "buy": .orders, "order": .orders]
        func decodeMapped(_ type: String) -> Event? {
            let payload =
                #"{"visitor id":1,"produkt_größe":2,"t":1661724000378,"ev":"\#(type)","#
                + #""session":"ignored","ts":null}"#
            return decode(payload, schema: schema).event
        }
        #expect(decodeMapped("view")?.type == .clicks)
        #expect(decodeMapped("addtocart")?.type == .carts)
        #expect(decodeMapped("buy")?.type == .orders)
        #expect(decodeMapped("order")?.type == .orders)
        #expect(decodeMapped("clicks") == nil)
        #expect(decodeMapped("view")?.item == ExternalID(integer: 2))
    }

    @Test func `limits of the schema are the decoder's`() {
        var schema = EventSchema()
        schema.payloadByteCountMax = event().utf8.count
        schema.depthMax = 2
        schema.fieldCountMax = 4
        #expect(decode(event(), schema: schema).reason == nil)
        #expect(decode(event() + " ", schema: schema).reason == .tooLarge)
        schema.payloadByteCountMax = 1000
        #expect(decode(event(more: #","x":1"#), schema: schema).reason == .tooManyFields)
        #expect(decode(event(session: "[[]]"), schema: schema).reason == .tooDeep)
        #expect(decode(event(session: "[]"), schema: schema).reason == .badSession)
    }

    @Test(arguments: [
        (clock: Int64(1_661_724_000_000), ts: Int64(1_661_724_300_000), reason: nil),
        (1_661_724_000_000, 1_661_724_300_001, RejectReason.tooNew),
        (.max, Event.timestampMax, nil),
        (.max - 1, Event.timestampMax, nil),
        (.min, 1_661_724_000_000, .tooNew),
        (0, 1_661_724_000_000, .tooNew),
        (Event.timestampMax, Event.timestampMax + 1, .tooNew),
    ])
    func `what is ahead of the clock by more than the tolerance is too new`(
        clock: Int64, ts: Int64, reason: RejectReason?
    ) {
        #expect(decode(event(ts: "\(ts)"), clock: clock).reason == reason)
    }

    @Test func `the raw values of the reasons are those of release 1`() {
        #expect(
            RejectReason.allCases.map(\.rawValue).prefix(15) == [
                "tombstone", "empty", "too_large", "malformed", "too_deep", "too_many_fields",
                "duplicate_field", "invalid_utf8", "missing_field", "bad_session", "bad_item",
                "bad_timestamp", "bad_type", "too_old", "too_new",
            ])
    }
}
