/// What a key's value must look like, and between which limits.
enum SettingKind: Sendable {
    case integer(ClosedRange<Int>)
    case powerOfTwo(ClosedRange<Int>)
    /// In milliseconds.
    case duration(ClosedRange<Int>, orNone: Bool = false)
    case bytes(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// A point in time, milliseconds since 1970.
    case time
    case boolean
    case choice([String])
    case choices([String], atLeast: Int = 0)
    case text(TextRule)
    /// A text that is never shown; empty for none.
    case secret(TextRule)
    case texts(TextRule, atLeast: Int = 0)

    /// What stands in the place of a secret.
    static let notShown = "(not shown)"

    /// Whether the value must never be shown.
    var isSecret: Bool {
        if case .secret = self { true } else { false }
    }

    /// Most elements of a list.
    static let listCountMax = 64

    /// One phrase that says what is accepted.
    var allowed: String {
        switch self {
        case .integer: "an integer from \(limits)"
        case .powerOfTwo: "a power of two from \(limits)"
        case .duration(_, let orNone):
            (orNone ? "none, or " : "") + "a duration from \(limits), such as 5ms, 30s, 24h, 14d"
        case .bytes: "a size from \(limits), such as 65536, 64KiB, 64MiB"
        case .number: "a number from \(limits)"
        case .time: "a date or time of RFC 3339, such as 2026-01-31 or 2026-01-31T08:30:00Z"
        case .boolean: "true or false"
        case .choice: limits
        case .choices(_, let atLeast):
            (atLeast == 0 ? "a list of any of " : "a list of one or more of ") + limits
        case .text(let rule), .secret(let rule): rule.allowed
        case .texts(let rule, let atLeast):
            (atLeast == 0 ? "a list of " : "a list of one or more of ") + rule.allowed
        }
    }

    /// The limits alone: `1 to 64`, `1s to 1d`, or the words to choose from.
    var limits: String {
        switch self {
        case .integer(let range), .powerOfTwo(let range):
            "\(range.lowerBound) to \(range.upperBound)"
        case .duration(let range, _):
            "\(DurationText.text(Int64(range.lowerBound))) to "
                + DurationText.text(Int64(range.upperBound))
        case .bytes(let range):
            "\(ByteSizeText.text(range.lowerBound)) to \(ByteSizeText.text(range.upperBound))"
        case .number(let range):
            "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
        case .choice(let words): Self.enumeration(words)
        case .choices(let words, _): words.joined(separator: ", ")
        case .boolean, .time, .text, .secret, .texts: ""
        }
    }

    /// The value as a person would write it in the file.
    func text(_ value: SettingValue) -> String {
        switch (self, value) {
        case (.duration(_, orNone: true), .integer(0)): "none"
        case (.duration, .integer(let milliseconds)): DurationText.text(Int64(milliseconds))
        case (.bytes, .integer(let byteCount)): ByteSizeText.text(byteCount)
        case (.time, .integer(let milliseconds)): RFC3339.text(Int64(milliseconds))
        case (.secret, .text(let text)) where !text.isEmpty: Self.notShown
        case (_, .integer(let integer)): String(integer)
        case (_, .number(let number)): Self.text(number)
        case (_, .boolean(let boolean)): String(boolean)
        case (_, .text(let text)): text.isEmpty ? "\"\"" : text
        case (_, .list(let list)): "[" + list.joined(separator: ", ") + "]"
        }
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }

    private static func enumeration(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}

/// Which strings are accepted.
struct TextRule: Sendable {
    var allowed: String
    var isAccepted: @Sendable (String) -> Bool
}
