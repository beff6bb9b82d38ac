internal import ArgumentParser
internal import Settings
internal import WireFormats

/// Which part of a topic, alike in every command that reads one.
struct BoundOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where to begin in each partition: earliest, offset:N, ts=2026-01-31T08:30:00Z (the "
                + "record's time), last=24h.",
            valueName: "bound"),
        transform: parseBound)
    var from: TopicBound = .earliest

    @Option(
        help: ArgumentHelp(
            "Where to end, not included: end (as it is at the start), offset:N, ts=..., last=...",
            valueName: "bound"),
        transform: parseBound)
    var to: TopicBound = .end

    var isWhole: Bool { from == .earliest && to == .end }

    func validate() throws {
        if from == .end { throw ValidationError("--from cannot be end: nothing would be left") }
        if to == .earliest {
            throw ValidationError("--to cannot be earliest: nothing would be left")
        }
        switch (from, to) {
        case (.offset(let from), .offset(let to)) where from >= to,
            (.time(let from), .time(let to)) where from >= to:
            throw ValidationError("--from lies behind --to: nothing would be left")
        default: break
        }
    }
}

private func parseBound(_ text: String) throws -> TopicBound {
    if let bound = TopicBound(text: text, now: wallClockMilliseconds()) { return bound }
    throw ValidationError(
        "\"\(text)\" is none of earliest, end, offset:N, ts=2026-01-31T08:30:00Z and last=24h")
}
