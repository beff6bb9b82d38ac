extension Duration {
    /// A span as people write it: `5ms`, `30s`, `24h`, `1h30m`; nil where it is none.
    package init?(text: String) {
        guard let milliseconds = DurationText.milliseconds(text) else { return nil }
        self = .milliseconds(milliseconds)
    }

    /// The span in one unit, to the millisecond.
    package var text: String { DurationText.text(Int64(self / .milliseconds(1))) }
}
