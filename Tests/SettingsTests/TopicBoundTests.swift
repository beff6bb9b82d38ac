import Settings
import Testing
import WireFormats

struct TopicBoundTests {
    @Test(arguments: [
        ("earliest", TopicBound.earliest), ("end", .end), ("offset:0", .offset(0)),
        ("offset:9223372036854775807", .offset(.max)),
        ("ts=2026-01-31T08:30:00Z", .time(1_769_848_200_000)),
        ("ts=2026-01-31", .time(1_769_817_600_000)), ("last=24h", .time(13_600_000)),
        ("last=1h30m", .time(94_600_000)), ("last=9999d", .time(0)),
    ])
    func `a bound means what it says`(text: String, bound: TopicBound) {
        #expect(TopicBound(text: text, now: 100_000_000) == bound)
    }

    @Test(arguments: [
        "", "latest", "offset", "offset:", "offset:-1", "offset:+1", "offset=1", "offset:1 ",
        "offset:9223372036854775808", "ts=", "ts:2026-01-31", "ts=1661724000", "ts=yesterday",
        "last=", "last=24", "last:24h", "last=-1h", "earliest=", "end:",
    ])
    func `anything else is none`(text: String) {
        #expect(TopicBound(text: text, now: 100_000_000) == nil)
    }
}
