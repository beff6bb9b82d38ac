/// Sizes in bytes as people write them: `65536`, `64KiB`, `64MiB`, `1GiB`.
enum ByteSizeText {
    private static let units: [(name: String, byteCount: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1), ("", 1),
    ]

    /// Bytes of `text`; nil where it is none, or does not fit.
    static func byteCount(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (count, overflow) = number.multipliedReportingOverflow(by: unit.byteCount)
        return overflow ? nil : count
    }

    static func text(_ byteCount: Int) -> String {
        guard byteCount != 0,
            let unit = units.first(where: { byteCount.isMultiple(of: $0.byteCount) })
        else { return "0B" }
        return "\(byteCount / unit.byteCount)\(unit.name)"
    }

    /// What somebody who wrote `64MB`, `64 mib` or `64M` may have meant.
    static func meant(by text: String) -> String? {
        let packed = text.lowercased().filter { $0 != " " && $0 != "_" }
        let digits = packed.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let initial = packed.dropFirst(digits.count).first,
            let unit = units.first(where: { $0.name.lowercased().first == initial })
        else { return nil }
        return digits + unit.name
    }
}
