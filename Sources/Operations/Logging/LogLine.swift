internal import Logging

/// A message with everything that its line shows.
struct LogLine: Sendable {
    /// Characters of a value, at most; what is cut off is marked by an ellipsis.
    static let valueLengthMax = 256

    /// UTC, as in RFC 3339.
    var time: String
    var level: Logger.Level
    var message: String
    var metadata: Logger.Metadata = [:]

    /// The line in `style`, without a line break within or at its end.
    func text(_ style: LogStyle) -> String {
        (style.isJournal ? "<\(level.priority)>" : "")
            + (style.isJSON ? json : plain(isJournal: style.isJournal))
    }

    private func plain(isJournal: Bool) -> String {
        let label = level.rawValue.uppercased()
        let padding = String(repeating: " ", count: max(0, 8 - label.count))
        return (isJournal ? "" : "\(time) \(label)\(padding) ") + textWithPairs
    }

    /// The message, then each field as `key=value`.
    var textWithPairs: String {
        let pairs = fields.map { key, value in
            " \(key)=\(value.needsQuotes ? quoted(value.text) : value.text)"
        }
        return message.map(printable).joined() + pairs.joined()
    }

    /// The fields by name, their values clipped and otherwise as they are.
    var pairs: [(key: String, value: String)] { fields.map { ($0.0, $0.1.text) } }

    private var json: String {
        let head = [
            ("time", LogValue(text: time)), ("level", LogValue(text: level.rawValue)),
            ("message", LogValue(text: message)),
        ]
        let reserved = head.map(\.0)
        let pairs = (head + fields.filter { !reserved.contains($0.0) }).map { key, value in
            "\(quoted(key)):\(value.isBare ? value.text : quoted(value.text))"
        }
        return "{\(pairs.joined(separator: ","))}"
    }

    private var fields: [(String, LogValue)] {
        metadata.sorted { $0.key < $1.key }.map { ($0.key, LogValue($0.value)) }
    }
}

/// A metadata value as text, clipped.
private struct LogValue {
    var text: String
    /// A number or a truth value, which JSON writes without quotes.
    var isBare = false

    init(text: String) {
        self.text = text
    }

    init(_ value: Logger.MetadataValue) {
        let text = "\(value)"
        self.text =
            text.count > LogLine.valueLengthMax ? text.prefix(LogLine.valueLengthMax) + "…" : text
        guard case .stringConvertible(let convertible) = value else { return }
        isBare =
            convertible is any BinaryInteger || convertible is Bool
            || (convertible as? Double)?.isFinite == true
    }

    var needsQuotes: Bool {
        text.isEmpty || text.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline }
    }
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
        switch character {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        default: result += printable(character)
        }
    }
    return result + "\""
}

/// Control characters as JSON escapes: a value can neither end a line nor steer a terminal.
private func printable(_ character: Character) -> String {
    guard character.unicodeScalars.contains(where: \.isControl) else { return String(character) }
    return character.unicodeScalars.map { scalar in
        guard scalar.isControl else { return String(scalar) }
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        properties.generalCategory == .control || value == 0x2028 || value == 0x2029
    }
}

extension Logger.Level {
    /// Severity in the numbers of syslog(3).
    var priority: Int {
        switch self {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
