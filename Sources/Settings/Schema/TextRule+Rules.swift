extension TextRule {
    /// Any text of 1 to `byteCountMax` bytes without control characters.
    static func name(byteCountMax: Int = 200, orEmpty: Bool = false) -> TextRule {
        TextRule(allowed: "a text of 1 to \(byteCountMax) bytes" + (orEmpty ? ", or ''" : "")) {
            text in
            (orEmpty ? 0 : 1)...byteCountMax ~= text.utf8.count
                && text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        }
    }

    /// A topic's name, by Kafka's own rule.
    static func topic(orEmpty: Bool = false) -> TextRule {
        TextRule(
            allowed: "a topic: 1 to 249 letters, digits, dots, _ and -"
                + (orEmpty ? "; or '' for none" : "")
        ) { text in
            if text.isEmpty { return orEmpty }
            return text.utf8.count <= 249 && text != "." && text != ".."
                && text.unicodeScalars.allSatisfy { isWordLike($0) || $0 == "." || $0 == "_" }
        }
    }

    /// `host` or `host:port`, perhaps with librdkafka's `PROTOCOL://` before it.
    static let server = TextRule(allowed: "host:port, separated by commas") { text in
        var host = text[...]
        if let scheme = text.firstRange(of: "://") { host = text[scheme.upperBound...] }
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
            guard let port = Int(host[host.index(after: colon)...]), 1...65_535 ~= port
            else { return false }
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return 1...255 ~= host.utf8.count
            && host.unicodeScalars.allSatisfy {
                isWordLike($0) || $0 == "." || $0 == "_" || $0 == ":" || $0 == "%"
            }
    }

    /// An address of this machine, or a name for one.
    static let host = TextRule(
        allowed: "a name or an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0"
    ) { text in
        1...253 ~= text.utf8.count
            && text.unicodeScalars.allSatisfy {
                isWordLike($0) || $0 == "." || $0 == ":" || $0 == "_" || $0 == "%"
            }
    }

    /// What a client proves itself by.
    static let token = TextRule(
        allowed: "a token of 16 to 256 letters, digits and signs without spaces, or '' for none"
    ) { text in
        text.isEmpty
            || 16...256 ~= text.utf8.count && text.utf8.allSatisfy { 33...126 ~= $0 }
    }

    /// A path, or nothing.
    static let path = TextRule(allowed: "a path of at most 4096 bytes, or '' for none") { text in
        text.utf8.count <= 4_096
            && text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    }

    /// Where reading begins without a snapshot.
    static let start = TextRule(
        allowed: "earliest, latest, or a time of RFC 3339 such as 2026-01-31T08:30:00Z"
    ) { text in
        text == "earliest" || text == "latest" || RFC3339.milliseconds(text) != nil
    }

    /// A span of time within limits.
    static func duration(_ range: ClosedRange<Int>) -> TextRule {
        TextRule(allowed: SettingKind.duration(range).allowed) { text in
            DurationText.milliseconds(text).map { range.contains(Int($0)) } ?? false
        }
    }

    /// Names that stand in keys, in variables and in the fields of what is published.
    static let matrixName = TextRule(
        allowed: "1 to 64 small letters, digits and -, not preset, aid or ts"
    ) { text in
        1...64 ~= text.utf8.count && !["preset", "aid", "ts"].contains(text)
            && text.unicodeScalars.allSatisfy { isWordLike($0) && !$0.properties.isUppercase }
    }

    private static func isWordLike(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        default: false
        }
    }
}
