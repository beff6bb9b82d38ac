/// Walks through JSON from front to back and looks only at what it is asked for.
///
/// For text that librdkafka writes. Of anything else it makes no sense, but it ends, and never
/// reads beyond the end. The bytes must outlive it.
struct JSONCursor {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Hands over the members of the object that is next; the closure reads or skips the value.
    mutating func members(_ body: (_ name: String, _ value: inout JSONCursor) -> Void) {
        guard take(UInt8(ascii: "{")) else { return skip() }
        while !take(UInt8(ascii: "}")) {
            guard let name = string(), take(UInt8(ascii: ":")) else { return giveUp() }
            body(name, &self)
            _ = take(UInt8(ascii: ","))
        }
    }

    /// The integer that is next, cut to what fits; 0 where there is none.
    mutating func integer() -> Int {
        let isNegative = take(UInt8(ascii: "-"))
        guard let first = peek(), Self.isDigit(first) else {
            skip()
            return 0
        }
        var value = 0
        while index < bytes.count, Self.isDigit(bytes[index]) {
            let digit = Int(bytes[index] - UInt8(ascii: "0"))
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            value = overflow || product > Int.max - digit ? Int.max : product + digit
            index += 1
        }
        // A fraction or an exponent.
        skipUntil { Self.endsValue($0) }
        return isNegative ? -value : value
    }

    /// The string that is next, with escapes as they stand; nil where there is none.
    mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else {
            skip()
            return nil
        }
        let start = index
        skipString()
        let end = min(bytes.count, max(start, index - 1))
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Passes over the value that is next, with all that is in it.
    mutating func skip() {
        var depth = 0
        while let byte = peek() {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: skipUntil { Self.endsValue($0) }
            }
            if depth <= 0 { return }
            _ = take(UInt8(ascii: ","))
            _ = take(UInt8(ascii: ":"))
        }
    }
}

extension JSONCursor {
    /// The next byte that is no white space.
    private mutating func peek() -> UInt8? {
        skipUntil { $0 > UInt8(ascii: " ") }
        return index < bytes.count ? bytes[index] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return index >= bytes.count && byte == UInt8(ascii: "}") }
        index += 1
        return true
    }

    private mutating func skipUntil(_ isEnd: (UInt8) -> Bool) {
        while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
    }

    /// To behind the quotation mark that ends the string.
    private mutating func skipString() {
        while index < bytes.count {
            let byte = bytes[index]
            index += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return }
        }
    }

    private mutating func giveUp() { index = bytes.count }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        byte <= UInt8(ascii: " ") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
            || byte == UInt8(ascii: "]") || byte == UInt8(ascii: ":")
    }
}
