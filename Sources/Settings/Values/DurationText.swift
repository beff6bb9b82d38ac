/// Spans of time as people write them: `5ms`, `30s`, `24h`, `1h30m`, `14d`.
enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Milliseconds of `text`; nil where it is none, or does not fit.
    static func milliseconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        var total: Int64 = 0
        var rest = text[...]
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let number = Int64(digits),
                let unit = units.first(where: { $0.name == name })
            else { return nil }
            let (part, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
            let (sum, overflowOfSum) = total.addingReportingOverflow(part)
            guard !overflow, !overflowOfSum else { return nil }
            total = sum
        } while !rest.isEmpty
        return total
    }

    /// The shortest text in one unit that means `milliseconds`.
    static func text(_ milliseconds: Int64) -> String {
        guard milliseconds != 0,
            let unit = units.first(where: { milliseconds.isMultiple(of: $0.milliseconds) })
        else { return "0ms" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }

    private static let words = [
        "msec": "ms", "msecs": "ms", "millisecond": "ms", "milliseconds": "ms", "sec": "s",
        "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m",
        "minutes": "m", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d",
    ]

    /// What somebody who wrote `14 days`, `2w` or `1.5h` may have meant.
    static func meant(by text: String) -> String? {
        let packed = text.lowercased().filter { $0 != " " && $0 != "_" }
        let digits = packed.prefix { $0.isNumber || $0 == "." }
        let word = String(packed.dropFirst(digits.count))
        var scale = units.first { $0.name == words[word] ?? word }?.milliseconds
        if ["w", "week", "weeks"].contains(word) { scale = 7 * 86_400_000 }
        guard let scale, let number = Double(digits), number * Double(scale) < 1e15 else {
            return nil
        }
        return self.text(Int64((number * Double(scale)).rounded()))
    }
}
