extension Duration {
    /// A span as people write it: `5ms`, `30s`, `24h`, `1h30m`; nil where it is none.
    package init?(text: String) {
        guard let milliseconds = DurationText.milliseconds(text) else { return nil }
        self = .milliseconds(milliseconds)
    }
}
