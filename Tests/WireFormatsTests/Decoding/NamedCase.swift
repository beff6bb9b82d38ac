import Testing
import WireFormats

/// A bad input that has a name, and what becomes of it.
struct NamedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let payload: [UInt8]?
    /// nil: the event is good.
    let reason: RejectReason?

    init(_ name: String, _ payload: [UInt8]?, _ reason: RejectReason?) {
        self.name = name
        self.payload = payload
        self.reason = reason
    }

    init(_ name: String, _ payload: String, _ reason: RejectReason?) {
        self.init(name, Array(payload.utf8), reason)
    }

    var testDescription: String { name }
}

extension NamedCase {
    static let all = framing + encodings + nesting + fields + timestamps + integers + ids + types

    static let framing = [
        NamedCase("tombstone", nil, .tombstone),
        NamedCase("no bytes", [], .empty),
        NamedCase("a zero byte", [0], .malformed),
        NamedCase("white space only", "  \n", .malformed),
        NamedCase("BOM", [0xEF, 0xBB, 0xBF] + Array(event().utf8), .malformed),
        NamedCase("64 MB", [UInt8](repeating: 0x20, count: 64_000_000), .tooLarge),
        NamedCase("one byte above the cap", padded(to: 65_537), .tooLarge),
        NamedCase("exactly the cap", padded(to: 65_536), nil),
        NamedCase("truncated", String(event().dropLast(8)), .malformed),
        NamedCase("trailing zero byte", Array(event().utf8) + [0], .malformed),
        NamedCase("trailing brace", event() + "}", .malformed),
        NamedCase("two events", event() + event(), .malformed),
        NamedCase("bad event with trailing bytes", event(ts: "-1") + "x", .malformed),
        NamedCase("white space around", " \t\r\n" + event() + "\r\n", nil),
        NamedCase("not an object", "[" + event() + "]", .malformed),
        NamedCase("a number", "1", .malformed),
        NamedCase("a string", #""session""#, .malformed),
        NamedCase("empty object", "{}", .missingField),
        NamedCase("trailing comma", event(more: ","), .malformed),
        NamedCase("a comment", event(more: "/* */"), .malformed),
        NamedCase("single quotes", "{'session':1}", .malformed),
    ]

    static let encodings = [
        NamedCase("invalid UTF-8 in a used field", with([0xFF], in: "session"), .invalidUTF8),
        NamedCase("invalid UTF-8 in an unknown field", with([0xC3, 0x28], in: "x"), .invalidUTF8),
        NamedCase("overlong UTF-8", with([0xC0, 0xAF], in: "x"), .invalidUTF8),
        NamedCase("surrogate as UTF-8", with([0xED, 0xA0, 0x80], in: "x"), .invalidUTF8),
        NamedCase("above U+10FFFF", with([0xF4, 0x90, 0x80, 0x80], in: "x"), .invalidUTF8),
        NamedCase(
            "ends within a character", Array(#"{"\\\\"#.utf8) + [0xA8, 0xDD, 0xC5], .invalidUTF8),
        NamedCase("ends with a character that is no brace", event() + "é", .malformed),
        NamedCase("control character in a string", with([0x01], in: "x"), .malformed),
        NamedCase("zero byte in a string", with([0x00], in: "x"), .malformed),
        NamedCase("lone high surrogate", event(session: #""\ud800""#), .badSession),
        NamedCase("lone low surrogate", event(aid: #""a\udc00""#), .badItem),
        NamedCase("surrogates swapped", event(aid: #""\udc00\ud800""#), .badItem),
        NamedCase("high surrogate and a letter", event(aid: #""\ud800a""#), .badItem),
        NamedCase("two high surrogates", event(aid: #""\ud83d\ud83d\ude00""#), .badItem),
        NamedCase("lone surrogate in type", event(type: #""clicks\udc00""#), .badType),
        NamedCase("lone surrogate nobody reads", event(more: #","q":"\ud83d""#), nil),
        NamedCase("unknown escape", event(more: #","q":"\x""#), .malformed),
        NamedCase("short \\u", event(more: #","q":"\u12""#), .malformed),
        NamedCase("\\u without hex", event(more: #","q":"\u12G4""#), .malformed),
    ]

    static let nesting = [
        NamedCase("depth 16", event(more: nested(15)), nil),
        NamedCase("depth 17", event(more: nested(16)), .tooDeep),
        NamedCase("depth 17, objects", event(more: nestedObjects(16)), .tooDeep),
        NamedCase("depth 512", event(more: nested(511)), .tooDeep),
        NamedCase("depth 513", event(more: nested(512)), .tooDeep),
        NamedCase(
            "depth 10^6", [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000), .tooLarge),
        NamedCase("deep and never closed", event(more: #","x":"# + opened(60_000)), .tooDeep),
    ]

    static let fields = [
        NamedCase("1 M keys", event(more: unknownFields(1_000_000)), .tooLarge),
        NamedCase("4,000 keys", event(more: unknownFields(4_000)), .tooManyFields),
        NamedCase("256 keys", event(more: unknownFields(252)), nil),
        NamedCase("257 keys", event(more: unknownFields(253)), .tooManyFields),
        NamedCase("session twice", event(more: #","session":1"#), .duplicateField),
        NamedCase("aid twice", event(more: #","aid":2"#), .duplicateField),
        NamedCase("ts twice", event(more: #","ts":1661724000378"#), .duplicateField),
        NamedCase("type twice", event(more: #","type":"clicks""#), .duplicateField),
        NamedCase("ts twice, once escaped", event(more: #","\u0074s":1"#), .duplicateField),
        NamedCase("unknown field twice", event(more: #","x":1,"y":2,"x":3"#), .duplicateField),
        NamedCase("twice inside an unknown field", event(more: #","x":{"a":1,"a":2}"#), nil),
        NamedCase("no session", #"{"aid":1,"ts":1661724000378,"type":"clicks"}"#, .missingField),
        NamedCase("no aid", #"{"session":1,"ts":1661724000378,"type":"clicks"}"#, .missingField),
        NamedCase("no ts", #"{"session":1,"aid":1,"type":"clicks"}"#, .missingField),
        NamedCase("no type", #"{"session":1,"aid":1,"ts":1661724000378}"#, .missingField),
        NamedCase("another case", #"{"Session":1}"#, .missingField),
        NamedCase("another schema version", #"{"v":2,"event":{"session":1}}"#, .missingField),
        NamedCase("a version beside the fields", event(more: #","v":2"#), nil),
    ]
}

/// A good event with blanks behind it.
private func padded(to byteCount: Int) -> [UInt8] {
    let bytes = Array(event().utf8)
    return bytes + [UInt8](repeating: 0x20, count: byteCount - bytes.count)
}

private func with(_ bytes: [UInt8], in field: String) -> [UInt8] {
    Array(#"{"aid":1,"ts":1661724000378,"type":"clicks",""#.utf8) + Array(field.utf8)
        + Array(#"":""#.utf8) + bytes + Array(#""}"#.utf8)
}

/// An unknown field whose value is so many arrays within each other.
private func nested(_ depth: Int) -> String {
    #","x":"# + opened(depth) + String(repeating: "]", count: depth)
}

private func nestedObjects(_ depth: Int) -> String {
    #","x":"# + String(repeating: #"{"a":"#, count: depth - 1) + "{}"
        + String(repeating: "}", count: depth - 1)
}

private func opened(_ depth: Int) -> String {
    String(repeating: "[", count: depth)
}

private func unknownFields(_ count: Int) -> String {
    (0..<count).map { #","k\#($0)":0"# }.joined()
}
