extension DurationText {
    private static let parts: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The text in several units that means `milliseconds`: `7d3h` where `text` says `171h`.
    static func compoundText(_ milliseconds: Int64) -> String {
        var rest = milliseconds
        var text = ""
        for part in parts where rest >= part.milliseconds {
            text += "\(rest / part.milliseconds)\(part.name)"
            rest %= part.milliseconds
        }
        return text.isEmpty ? "0ms" : text
    }
}

extension SettingKind {
    /// The value as `text` has it, but spans in several units.
    func compoundText(_ value: SettingValue) -> String {
        switch (self, value) {
        case (.duration(_, orNone: true), .integer(0)): text(value)
        case (.duration, .integer(let milliseconds)):
            DurationText.compoundText(Int64(milliseconds))
        default: text(value)
        }
    }
}
