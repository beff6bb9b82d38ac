internal import CovisitCore

/// Points in time as RFC 3339 writes them, `2026-01-31` and `2026-01-31T08:30:00.250Z`; a date
/// alone is its first moment in UTC.
package enum RFC3339 {
    /// Milliseconds since 1970; nil where `text` is no such time or lies outside 1970...9999.
    package static func milliseconds(_ text: String) -> Int64? {
        var scanner = Scanner(text)
        guard let year = scanner.number(digits: 4), scanner.take("-"),
            let month = scanner.number(digits: 2), scanner.take("-"),
            let day = scanner.number(digits: 2),
            (1...12).contains(month), (1...dayCount(month: month, year: year)).contains(day)
        else { return nil }
        var milliseconds = days(year: year, month: month, day: day) * 86_400_000
        if !scanner.isAtEnd {
            guard let time = timeOfDay(&scanner) else { return nil }
            milliseconds += time
        }
        return (0...Event.timestampMax).contains(milliseconds) ? milliseconds : nil
    }

    package static func text(_ milliseconds: Int64) -> String {
        let (days, time) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let (year, month, day) = civil(days: days)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        if time == 0 { return date }
        let fraction = time % 1_000 == 0 ? "" : ".\(padded(time % 1_000, 3))"
        return "\(date)T\(padded(time / 3_600_000, 2)):\(padded(time / 60_000 % 60, 2))"
            + ":\(padded(time / 1_000 % 60, 2))\(fraction)Z"
    }

    private static func timeOfDay(_ scanner: inout Scanner) -> Int64? {
        guard scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.number(digits: 2), hour < 24, scanner.take(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.take(":"),
            let second = scanner.number(digits: 2), second < 60
        else { return nil }
        var fraction: Int64 = 0
        if scanner.take(".") {
            guard let thousandths = scanner.thousandths() else { return nil }
            fraction = thousandths
        }
        guard let offset = offsetMinutes(&scanner), scanner.isAtEnd else { return nil }
        return (hour * 60 + minute - offset) * 60_000 + second * 1_000 + fraction
    }

    private static func offsetMinutes(_ scanner: inout Scanner) -> Int64? {
        if scanner.take("Z") || scanner.take("z") { return 0 }
        let sign: Int64 = scanner.take("-") ? -1 : 1
        guard sign == -1 || scanner.take("+"),
            let hours = scanner.number(digits: 2), hours < 24, scanner.take(":"),
            let minutes = scanner.number(digits: 2), minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func dayCount(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"; for
    // the years 0...9999 alone, so that no division meets a negative number.

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let y = month <= 2 ? year + 399 : year + 400
        let era = y / 400
        let yearOfEra = y % 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era - 1) * 146_097 + dayOfEra - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Takes a fixed layout apart, from left to right.
private struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        let run = rest.prefix(digits)
        guard run.count == digits, run.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return Int64(Substring(run))
    }

    /// A fraction's first three digits; what follows them is dropped.
    mutating func thousandths() -> Int64? {
        let run = rest.prefix(while: isDigit)
        guard (1...9).contains(run.count) else { return nil }
        rest = rest.dropFirst(run.count)
        return Int64((String(Substring(run)) + "00").prefix(3))
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
