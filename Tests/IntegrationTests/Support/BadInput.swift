/// A record that is no event, and the reason under which it is counted; both are a contract.
struct BadInput {
    let name: String
    let value: [UInt8]
    let reason: String
    /// nil: a record without a key.
    var key: [UInt8]? = Array("bad".utf8)

    init(_ name: String, _ value: [UInt8], _ reason: String) {
        self.name = name
        self.value = value
        self.reason = reason
    }

    init(_ name: String, _ value: String, _ reason: String) {
        self.init(name, Array(value.utf8), reason)
    }

    func key(_ key: [UInt8]?) -> BadInput {
        var input = self
        input.key = key
        return input
    }
}

extension BadInput {
    static let all = framing + encodings + shapes + numbers + ids

    private static let framing = [
        BadInput("no bytes", [], "empty"),
        BadInput("no bytes under an empty key", [], "empty").key([]),
        BadInput("a zero byte", [0], "malformed"),
        BadInput("a zero byte without a key", [0], "malformed").key(nil),
        BadInput("a zero byte under a key that is no text", [0], "malformed").key([0xFF, 0x00]),
        BadInput("BOM", [0xEF, 0xBB, 0xBF] + Array(event().utf8), "malformed"),
        BadInput("white space", " \n", "malformed"),
        BadInput("truncated", String(event().dropLast(8)), "malformed"),
        BadInput("trailing zero byte", Array(event().utf8) + [0], "malformed"),
        BadInput("two events", event() + event(), "malformed"),
        BadInput("an array", "[\(event())]", "malformed"),
        BadInput("900 kB of blanks", blanks(900_000), "too_large"),
        BadInput("900 kB in an event", event(more: #","x":"\#(letters(900_000))""#), "too_large"),
        BadInput("one byte too large", padded(to: 65_537), "too_large"),
    ]

    private static let encodings = [
        BadInput("invalid UTF-8", with([0xFF]), "invalid_utf8"),
        BadInput("overlong UTF-8", with([0xC0, 0xAF]), "invalid_utf8"),
        BadInput("a surrogate in UTF-8", with([0xED, 0xA0, 0x80]), "invalid_utf8"),
        BadInput("lone high surrogate", event(session: #""\ud800""#), "bad_session"),
        BadInput("lone low surrogate", event(aid: #""a\udc00""#), "bad_item"),
        BadInput("control character", with([0x01]), "malformed"),
    ]

    private static let shapes = [
        BadInput("depth 17", event(more: nested(16)), "too_deep"),
        BadInput("depth 512", event(more: nested(511)), "too_deep"),
        BadInput("depth 513", event(more: nested(512)), "too_deep"),
        BadInput("60,000 brackets", event(more: #","x":"# + brackets(60_000)), "too_deep"),
        BadInput("10^5 brackets", brackets(100_000), "too_large"),
        BadInput("257 keys", event(more: fields(253)), "too_many_fields"),
        BadInput("4,000 keys", event(more: fields(4_000)), "too_many_fields"),
        BadInput("50,000 keys", event(more: fields(50_000)), "too_large"),
        BadInput("duplicate key", event(more: #","aid":2"#), "duplicate_field"),
        BadInput("duplicate unknown key", event(more: #","x":1,"x":2"#), "duplicate_field"),
        BadInput("empty object", "{}", "missing_field"),
        BadInput("no session", #"{"aid":1,"ts":1661724000378,"type":"clicks"}"#, "missing_field"),
        BadInput("another schema", #"{"v":2,"event":{"session":1}}"#, "missing_field"),
        BadInput("unknown type", event(type: #""views""#), "bad_type"),
        BadInput("type as a number", event(type: "0"), "bad_type"),
    ]

    private static let numbers = [
        BadInput("ts 1e999", event(ts: "1e999"), "bad_timestamp"),
        BadInput("ts NaN", event(ts: "NaN"), "malformed"),
        BadInput("ts 2^63", event(ts: "9223372036854775808"), "bad_timestamp"),
        BadInput("ts 2^63 - 1", event(ts: "9223372036854775807"), "too_new"),
        BadInput("ts -2^63", event(ts: "-9223372036854775808"), "bad_timestamp"),
        BadInput("ts -1", event(ts: "-1"), "bad_timestamp"),
        BadInput("ts 0", event(ts: "0"), "too_old"),
        BadInput("ts in s", event(ts: "1661724000"), "too_old"),
        BadInput("ts in µs", event(ts: "1661724000378000"), "too_new"),
        BadInput("ts 1e3", event(ts: "1e3"), "bad_timestamp"),
        BadInput("ts as a float", event(ts: "1661724000378.0"), "bad_timestamp"),
        BadInput("ts as a string", event(ts: #""1661724000378""#), "bad_timestamp"),
        BadInput("year 292,277,026,596", event(ts: "9223372036854775808000"), "bad_timestamp"),
        BadInput("ten years ahead", event(ts: "2500000000000"), "too_new"),
    ]

    private static let ids = [
        BadInput("session 2^63", event(session: "9223372036854775808"), "bad_session"),
        BadInput("session -2^63", event(session: "-9223372036854775808"), "bad_session"),
        BadInput("session -1", event(session: "-1"), "bad_session"),
        BadInput("session 1.5", event(session: "1.5"), "bad_session"),
        BadInput("session \"\"", event(session: #""""#), "bad_session"),
        BadInput("session of 60 kB", event(session: #""\#(letters(60_000))""#), "bad_session"),
        BadInput("session of 100 kB", event(session: #""\#(letters(100_000))""#), "too_large"),
        BadInput("aid of 65 bytes", event(aid: #""\#(letters(65))""#), "bad_item"),
        BadInput("aid 1e3", event(aid: "1e3"), "bad_item"),
        BadInput("aid null", event(aid: "null"), "bad_item"),
    ]

    static func countByReason(_ inputs: [BadInput]) -> [String: Int] {
        inputs.reduce(into: [:]) { $0[$1.reason, default: 0] += 1 }
    }

    /// An event that is good unless told otherwise.
    static func event(
        session: String = "1", aid: String = "7", ts: String = "1661724000378",
        type: String = #""clicks""#, more: String = ""
    ) -> String {
        #"{"session":\#(session),"aid":\#(aid),"ts":\#(ts),"type":\#(type)\#(more)}"#
    }
}

/// A good event with blanks behind it.
private func padded(to byteCount: Int) -> [UInt8] {
    let bytes = Array(BadInput.event().utf8)
    return bytes + blanks(byteCount - bytes.count)
}

private func with(_ bytes: [UInt8]) -> [UInt8] {
    Array(#"{"session":1,"aid":7,"ts":1661724000378,"type":"clicks","x":""#.utf8) + bytes
        + Array(#""}"#.utf8)
}

private func nested(_ depth: Int) -> String {
    #","x":"# + brackets(depth) + String(repeating: "]", count: depth)
}

private func brackets(_ count: Int) -> String { String(repeating: "[", count: count) }
private func letters(_ count: Int) -> String { String(repeating: "a", count: count) }
private func blanks(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x20, count: count) }
private func fields(_ count: Int) -> String { (0..<count).map { #","k\#($0)":0"# }.joined() }
