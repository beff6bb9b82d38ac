package import WireFormats

extension TopicBound {
    /// How bounds are spelt: `earliest`, `end`, `offset:N`, `ts=2026-01-31T08:30:00Z` and
    /// `last=24h`, which is so long before `now`, milliseconds since 1970. nil for anything else.
    package init?(text: String, now: Int64) {
        let value = text.drop { $0 != ":" && $0 != "=" }.dropFirst()
        let name = text.dropLast(value.count)
        switch name {
        case "earliest": self = .earliest
        case "end": self = .end
        case "offset:":
            guard value.utf8.allSatisfy({ (48...57).contains($0) }), let offset = Int64(value)
            else { return nil }
            self = .offset(offset)
        case "ts=":
            guard let time = RFC3339.milliseconds(String(value)) else { return nil }
            self = .time(time)
        case "last=":
            guard let span = DurationText.milliseconds(String(value)) else { return nil }
            self = .time(max(0, now - span))
        default: return nil
        }
    }
}
