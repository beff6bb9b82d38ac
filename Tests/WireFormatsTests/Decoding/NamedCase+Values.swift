import WireFormats

extension NamedCase {
    static let timestamps = [
        NamedCase("ts 0", event(ts: "0"), .tooOld),
        NamedCase("ts -1", event(ts: "-1"), .badTimestamp),
        NamedCase("ts -2^63", event(ts: "-9223372036854775808"), .badTimestamp),
        NamedCase("ts 2^63 - 1", event(ts: "9223372036854775807"), .tooNew),
        NamedCase("ts 2^63", event(ts: "9223372036854775808"), .badTimestamp),
        NamedCase("ts 2^64", event(ts: "18446744073709551616"), .badTimestamp),
        NamedCase("ts of forty digits", event(ts: digits(40)), .badTimestamp),
        NamedCase("ts 1e999", event(ts: "1e999"), .badTimestamp),
        NamedCase("ts NaN", event(ts: "NaN"), .malformed),
        NamedCase("ts Infinity", event(ts: "-Infinity"), .malformed),
        NamedCase("ts 1e3", event(ts: "1e3"), .badTimestamp),
        NamedCase("ts 1E+12", event(ts: "1E+12"), .badTimestamp),
        NamedCase("ts in quotes", event(ts: #""1661724000378""#), .badTimestamp),
        NamedCase("ts as a float", event(ts: "1661724000378.0"), .badTimestamp),
        NamedCase("ts with half a fraction", event(ts: "1661724000378."), .malformed),
        NamedCase("ts with a leading zero", event(ts: "01661724000378"), .malformed),
        NamedCase("ts with a plus", event(ts: "+1661724000378"), .malformed),
        NamedCase("ts in hex", event(ts: "0x10"), .malformed),
        NamedCase("ts with letters", event(ts: "1661724000378ms"), .malformed),
        NamedCase("ts null", event(ts: "null"), .badTimestamp),
        NamedCase("ts true", event(ts: "true"), .badTimestamp),
        NamedCase("ts as an array", event(ts: "[1661724000378]"), .badTimestamp),
        NamedCase("ts as a date", event(ts: #""2022-08-28T22:00:00Z""#), .badTimestamp),
        NamedCase("year 292,277,026,596 in ms", event(ts: "9223372036854775808000"), .badTimestamp),
        NamedCase("year 292,277,026,596 in s", event(ts: "9223372036854775807"), .tooNew),
        NamedCase("ts in µs", event(ts: "1661724000378000"), .tooNew),
        NamedCase("ts in ns", event(ts: "1661724000378000000"), .tooNew),
        NamedCase("ts in s", event(ts: "1661724000"), .tooOld),
        NamedCase("before 2000", event(ts: "946684799999"), .tooOld),
        NamedCase("2000-01-01", event(ts: "946684800000"), nil),
        NamedCase("the last millisecond of 9999", event(ts: "253402300799999"), nil),
        NamedCase("the year 10,000", event(ts: "253402300800000"), .tooNew),
    ]

    static let integers = [
        NamedCase("session 0", event(session: "0"), nil),
        NamedCase("session -0", event(session: "-0"), .badSession),
        NamedCase("session -1", event(session: "-1"), .badSession),
        NamedCase("session -2^63", event(session: "-9223372036854775808"), .badSession),
        NamedCase("session 2^63 - 1", event(session: "9223372036854775807"), nil),
        NamedCase("session 2^63", event(session: "9223372036854775808"), .badSession),
        NamedCase("session 2^64 - 1", event(session: "18446744073709551615"), .badSession),
        NamedCase("session 10^19", event(session: "10000000000000000000"), .badSession),
        NamedCase("session 1.0", event(session: "1.0"), .badSession),
        NamedCase("session 1e0", event(session: "1e0"), .badSession),
        NamedCase("session 00", event(session: "00"), .malformed),
        NamedCase("aid 2^63 - 1", event(aid: "9223372036854775807"), nil),
        NamedCase("aid 2^63", event(aid: "9223372036854775808"), .badItem),
        NamedCase("aid -1", event(aid: "-1"), .badItem),
        NamedCase("aid 1.5", event(aid: "1.5"), .badItem),
        NamedCase("unknown field beyond 2^64", event(more: #","x":18446744073709551616"#), nil),
        NamedCase("unknown field 1e999", event(more: #","x":-1.5E+999"#), nil),
        NamedCase("unknown field 1.", event(more: #","x":1."#), .malformed),
        NamedCase("unknown field 1e", event(more: #","x":1e"#), .malformed),
        NamedCase("unknown field -", event(more: #","x":-"#), .malformed),
        NamedCase("unknown field tru", event(more: #","x":tru"#), .malformed),
        NamedCase("unknown field truex", event(more: #","x":truex"#), .malformed),
        NamedCase("unknown field nul\"l", event(more: #","x":nul"l""#), .malformed),
    ]

    static let ids = [
        NamedCase("session \"\"", event(session: #""""#), .badSession),
        NamedCase("session \"1\"", event(session: #""1""#), nil),
        NamedCase("session of 64 bytes", event(session: quoted(64)), nil),
        NamedCase("session of 65 bytes", event(session: quoted(65)), .badSession),
        NamedCase("session of 60 kB", event(session: quoted(60_000)), .badSession),
        NamedCase("session of 10 MB", event(session: quoted(10_000_000)), .tooLarge),
        NamedCase("session null", event(session: "null"), .badSession),
        NamedCase("session false", event(session: "false"), .badSession),
        NamedCase("session as an object", event(session: #"{"id":1}"#), .badSession),
        NamedCase("session with a line feed", event(session: #""a\nb""#), .badSession),
        NamedCase("session with \\u0000", event(session: #""a\u0000""#), .badSession),
        NamedCase("session with DEL", event(session: "\"a\u{7F}\""), .badSession),
        NamedCase("session with escaped DEL", event(session: #""\u007f""#), .badSession),
        NamedCase("aid \"\"", event(aid: #""""#), .badItem),
        NamedCase("aid of 64 escaped bytes", event(aid: escaped(64)), nil),
        NamedCase("aid of 65 escaped bytes", event(aid: escaped(65)), .badItem),
        NamedCase("aid null", event(aid: "null"), .badItem),
        NamedCase("aid as an array", event(aid: "[]"), .badItem),
        NamedCase("all bad: the session comes first", event(session: "-1", aid: "-1"), .badSession),
    ]

    static let types = [
        NamedCase("unknown type", event(type: #""views""#), .badType),
        NamedCase("type in capitals", event(type: #""CLICKS""#), .badType),
        NamedCase("type with a blank", event(type: #""clicks ""#), .badType),
        NamedCase("type as a number", event(type: "0"), .badType),
        NamedCase("type null", event(type: "null"), .badType),
        NamedCase("type \"\"", event(type: #""""#), .badType),
        NamedCase("type escaped", event(type: #""\u0063licks""#), nil),
    ]
}

private func digits(_ count: Int) -> String { String(repeating: "9", count: count) }
private func quoted(_ count: Int) -> String { "\"" + String(repeating: "a", count: count) + "\"" }
private func escaped(_ count: Int) -> String {
    "\"" + String(repeating: #"\u0061"#, count: count) + "\""
}
