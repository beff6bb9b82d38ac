import CovisitCore

/// The few JSON tokens that published records are made of, appended to bytes without a string in
/// between.
extension [UInt8] {
    @inline(__always)
    mutating func append(json text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(json integer: Int64) {
        if integer == 0 { return append(UInt8(ascii: "0")) }
        if integer < 0 { append(UInt8(ascii: "-")) }
        var magnitude = integer.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = 20
            while magnitude > 0 {
                first -= 1
                digits[first] = UInt8(truncatingIfNeeded: magnitude % 10) &+ UInt8(ascii: "0")
                magnitude /= 10
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// The shortest decimal that reads back as the same number; it must be finite.
    mutating func append(json number: Float) {
        append(contentsOf: number.description.utf8)
    }

    /// A string of valid UTF-8.
    mutating func append(json string: some Collection<UInt8>) {
        append(UInt8(ascii: "\""))
        for byte in string {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<0x20:
                append(json: "\\u00")
                append(hexadecimal: byte >> 4)
                append(hexadecimal: byte & 15)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// An id as the shop wrote it: a number or a string.
    mutating func append(json id: ExternalID, in arena: [UInt8]) {
        if id.isInteger {
            append(json: id.integer)
        } else {
            append(json: arena[id.range])
        }
    }

    /// An id as a record's key: its digits, or its bytes.
    mutating func append(key id: ExternalID, in arena: [UInt8]) {
        if id.isInteger {
            append(json: id.integer)
        } else {
            append(contentsOf: arena[id.range])
        }
    }

    private mutating func append(hexadecimal digit: UInt8) {
        append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
    }
}
