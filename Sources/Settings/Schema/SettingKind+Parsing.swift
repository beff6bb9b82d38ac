extension SettingKind {
    /// The checked value of what was written.
    func parse(_ raw: RawValue) throws(Complaint) -> SettingValue {
        switch (self, raw) {
        case (_, .null):
            throw refused("has no value", suggestion: emptySuggestion)
        case (_, .map): throw refused("is a map")
        case (.choices, .scalar(let scalar)), (.texts, .scalar(let scalar)):
            if isConfused(scalar) { throw confused(scalar) }
            return try list(of: Self.elements(of: scalar))
        case (.choices, .list(let scalars)), (.texts, .list(let scalars)):
            return try list(of: scalars)
        case (_, .list): throw refused("is a list")
        case (_, .scalar(let scalar)): return try parse(scalar)
        }
    }

    private func parse(_ scalar: RawScalar) throws(Complaint) -> SettingValue {
        let text = scalar.text
        switch self {
        case .integer(let range): return try integer(text, in: range)
        case .powerOfTwo(let range):
            let value = try integer(text, in: range)
            guard case .integer(let integer) = value, integer.nonzeroBitCount == 1 else {
                throw refused("\(text) is not a power of two")
            }
            return value
        case .duration(let range, let orNone):
            if orNone, text == "none" { return .integer(0) }
            guard let milliseconds = DurationText.milliseconds(text) else {
                throw notADuration(text)
            }
            return try within(range, Int(milliseconds), text)
        case .bytes(let range):
            guard let byteCount = ByteSizeText.byteCount(text) else {
                throw refused(
                    "\(quoted(text)) is not a size in bytes",
                    suggestion: ByteSizeText.meant(by: text))
            }
            return try within(range, byteCount, text)
        case .number(let range): return try number(text, in: range)
        case .time:
            guard let milliseconds = RFC3339.milliseconds(text) else {
                throw refused("\(quoted(text)) is not a time")
            }
            return .integer(Int(milliseconds))
        case .boolean: return try boolean(text)
        case .choice(let words): return .text(try word(text, of: words))
        case .text(let rule):
            if isConfused(scalar) { throw confused(scalar) }
            guard rule.isAccepted(text) else {
                throw refused("\(quoted(text)) is not accepted")
            }
            return .text(text)
        case .secret(let rule):
            guard rule.isAccepted(text) else { throw refused("is not accepted") }
            return .text(text)
        case .choices, .texts: preconditionFailure("lists are taken apart before")
        }
    }

    // MARK: Lists

    /// A list written as one scalar, as environment and flags have to: `a, b` or `[a, b]`.
    private static func elements(of scalar: RawScalar) -> [RawScalar] {
        var text = scalar.text[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
        if parts == [""] { return [] }
        return parts.map { RawScalar(text: $0, isPlain: false) }
    }

    private func list(of scalars: [RawScalar]) throws(Complaint) -> SettingValue {
        var elements: [String] = []
        for scalar in scalars {
            let element = try element(scalar)
            if elements.contains(element) { throw refused("\(quoted(element)) occurs twice") }
            elements.append(element)
        }
        if elements.count > Self.listCountMax {
            throw refused("has \(elements.count) elements, more than \(Self.listCountMax)")
        }
        if elements.count < elementCountMin { throw refused("is an empty list") }
        return .list(elements)
    }

    private func element(_ scalar: RawScalar) throws(Complaint) -> String {
        if isConfused(scalar) { throw confused(scalar) }
        switch self {
        case .choices(let words, _): return try word(scalar.text, of: words)
        case .texts(let rule, _):
            guard rule.isAccepted(scalar.text) else {
                throw refused("\(quoted(scalar.text)) is not accepted")
            }
            return scalar.text
        default: preconditionFailure("only lists have elements")
        }
    }

    private var elementCountMin: Int {
        switch self {
        case .choices(_, let atLeast), .texts(_, let atLeast): atLeast
        default: 0
        }
    }

    // MARK: Scalars

    private func integer(_ text: String, in range: ClosedRange<Int>) throws(Complaint)
        -> SettingValue
    {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let isDecimal = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
        if isDecimal, digits.count > 1, digits.hasPrefix("0") {
            // YAML 1.1 reads 010 as eight, YAML 1.2 as ten.
            let plain = digits.drop { $0 == "0" }
            throw refused(
                "\(text) begins with a zero", suggestion: plain.isEmpty ? "0" : String(plain))
        }
        guard isDecimal else {
            let packed = text.filter { $0 != "_" && $0 != "," && $0 != " " && $0 != "'" }
            throw refused(
                "\(quoted(text)) is not an integer",
                suggestion: Int(packed).flatMap { range.contains($0) ? String($0) : nil })
        }
        guard let integer = Int(text) else { throw refused("\(text) is out of range") }
        return try within(range, integer, text)
    }

    private func within(_ range: ClosedRange<Int>, _ integer: Int, _ text: String)
        throws(Complaint) -> SettingValue
    {
        guard range.contains(integer) else { throw refused("\(text) is out of range") }
        return .integer(integer)
    }

    private func number(_ text: String, in range: ClosedRange<Double>) throws(Complaint)
        -> SettingValue
    {
        // Double(_:) also takes "nan", "inf" and hexadecimal digits.
        let isDecimal = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || ".+-eE".utf8.contains(byte)
        }
        guard isDecimal, let number = Double(text) else {
            let point = String(text.map { $0 == "," ? "." : $0 })
            throw refused(
                "\(quoted(text)) is not a number",
                suggestion: text.contains(",") && Double(point) != nil ? point : nil)
        }
        guard range.contains(number) else { throw refused("\(text) is out of range") }
        return .number(number)
    }

    private func boolean(_ text: String) throws(Complaint) -> SettingValue {
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            var suggestion: String?
            switch text.lowercased() {
            case "yes", "on", "1", "y", "true", "enabled": suggestion = "true"
            case "no", "off", "0", "n", "false", "disabled": suggestion = "false"
            default: break
            }
            throw refused("\(quoted(text)) is not a boolean", suggestion: suggestion)
        }
    }

    private func word(_ text: String, of words: [String]) throws(Complaint) -> String {
        if words.contains(text) { return text }
        throw refused(
            "\(quoted(text)) is not one of them",
            suggestion: Suggestion.nearest(to: text, among: words))
    }

    // MARK: Complaints

    private func refused(_ what: String, suggestion: String? = nil) -> Complaint {
        Complaint(what: what, allowed: allowed, suggestion: suggestion)
    }

    private func notADuration(_ text: String) -> Complaint {
        let isBare = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
        return refused(
            isBare ? "\(text) has no unit" : "\(quoted(text)) is not a duration",
            suggestion: isBare ? "\(text)s" : DurationText.meant(by: text))
    }

    private func isConfused(_ scalar: RawScalar) -> Bool {
        switch self {
        // A name of a matrix or a type has no other meaning, whatever YAML makes of it.
        case .choice, .choices: false
        default: scalar.confusion != nil
        }
    }

    private func confused(_ scalar: RawScalar) -> Complaint {
        refused(
            "\(scalar.text) without quotes is \(scalar.confusion ?? "") in YAML",
            suggestion: "'\(scalar.text)'")
    }

    private var emptySuggestion: String? {
        switch self {
        case .duration(_, orNone: true): "none"
        case .text(let rule) where rule.isAccepted(""): "''"
        case .secret: "''"
        case .choices(_, atLeast: 0), .texts(_, atLeast: 0): "[]"
        default: nil
        }
    }

    /// At most 60 characters of what was written, so that a line stays a line.
    private func quoted(_ text: String) -> String {
        let printable = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }
        let shown = String(String.UnicodeScalarView(printable.prefix(60)))
        return "\"\(shown)\(printable.count > 60 ? "…" : "")\""
    }
}

/// `text` without spaces at both ends.
func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
}
