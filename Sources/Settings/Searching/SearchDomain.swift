internal import Glibc

/// What one key of a search may be set to, and how likely each value is.
package enum SearchDomain: Sendable, Equatable {
    /// Each as likely, as they are written.
    case values([String])
    case integers(ClosedRange<Int>, SearchScale)
    /// Two to the power of each of these, each as likely.
    case powersOfTwo(exponents: ClosedRange<Int>)
    /// In milliseconds.
    case durations(ClosedRange<Int>, SearchScale)
    case numbers(ClosedRange<Double>, SearchScale)

    /// The value below which this share of all draws lies, as it is written in a file.
    ///
    /// 0 gives the first value, what is just below 1 the last. Numbers have three significant
    /// digits; spans are whole hours from two days on, whole minutes from two hours on, whole
    /// seconds from one minute on; both are finer where the range is narrow. The ends are never
    /// rounded.
    /// - Parameter position: 0..<1; evenly drawn positions give draws of this domain.
    package func text(at position: Double) -> String {
        switch self {
        case .values(let values):
            return values[min(values.count - 1, Int(position * Double(values.count)))]
        case .integers(let range, let scale):
            // One more than the last, so that the last is as wide as the others.
            let place = scale.place(
                position, from: Double(range.lowerBound), to: Double(range.upperBound) + 1)
            return String(Self.clamped(Int(place), to: range))
        case .powersOfTwo(let exponents):
            let exponent = exponents.lowerBound + Int(position * Double(exponents.count))
            return String(1 << Self.clamped(exponent, to: exponents))
        case .durations(let range, let scale):
            let place = scale.place(
                position, from: Double(range.lowerBound), to: Double(range.upperBound))
            let step = Self.step(ofDuration: place, range)
            if place + step / 2 >= Double(range.upperBound) {
                return DurationText.compoundText(Int64(range.upperBound))
            }
            let rounded = Int((place / step).rounded() * step)
            return DurationText.compoundText(Int64(Self.clamped(rounded, to: range)))
        case .numbers(let range, let scale):
            let place = scale.place(position, from: range.lowerBound, to: range.upperBound)
            let exponent = Self.exponent(ofNumber: place, range)
            let step = pow(10, Double(exponent))
            if place - step / 2 <= range.lowerBound { return Self.text(range.lowerBound) }
            if place + step / 2 >= range.upperBound { return Self.text(range.upperBound) }
            return Self.text(place, exponent: exponent)
        }
    }

    /// For people: `7d, 14d, none` or `1d to 60d, log`.
    package var summary: String {
        switch self {
        case .values(let values): values.joined(separator: ", ")
        case .integers(let range, let scale):
            "\(range.lowerBound) to \(range.upperBound), \(scale)"
        case .powersOfTwo(let exponents):
            "\(1 << exponents.lowerBound) to \(1 << exponents.upperBound), powers of two"
        case .durations(let range, let scale):
            "\(DurationText.compoundText(Int64(range.lowerBound))) to "
                + "\(DurationText.compoundText(Int64(range.upperBound))), \(scale)"
        case .numbers(let range, let scale):
            "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound)), \(scale)"
        }
    }

    // MARK: Rounding

    private static func clamped(_ value: Int, to range: ClosedRange<Int>) -> Int {
        min(max(value, range.lowerBound), range.upperBound)
    }

    private static func step(
        ofDuration milliseconds: Double, _ range: ClosedRange<Int>
    ) -> Double {
        let step: Double =
            switch milliseconds {
            case 172_800_000...: 3_600_000
            case 7_200_000...: 60_000
            case 60_000...: 1_000
            case 1_000...: 10
            default: 1
            }
        let finest = Double(range.upperBound - range.lowerBound) / 10
        return [step, 60_000, 1_000, 10].first { $0 <= min(step, finest) } ?? 1
    }

    /// The power of ten that a number is a multiple of; what is smaller than all of them is 0.
    private static func exponent(ofNumber number: Double, _ range: ClosedRange<Double>) -> Int {
        let width = Int(floor(log10((range.upperBound - range.lowerBound) / 10)))
        let exponent = number > 0 ? min(width, Int(floor(log10(number))) - 2) : width
        return max(exponent, -15)
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }

    /// In decimal digits, since 3 * 0.1 is not 0.3.
    private static func text(_ number: Double, exponent: Int) -> String {
        var digits = String(Int((number / pow(10, Double(exponent))).rounded()))
        if exponent >= 0 { return digits + String(repeating: "0", count: exponent) }
        if digits.count <= -exponent {
            digits = String(repeating: "0", count: 1 - exponent - digits.count) + digits
        }
        let fraction = digits.suffix(-exponent).reversed().drop { $0 == "0" }.reversed()
        let whole = String(digits.dropLast(-exponent))
        return fraction.isEmpty ? whole : "\(whole).\(String(fraction))"
    }
}

/// Whether equal steps or equal ratios are equally likely.
package enum SearchScale: String, Sendable, CaseIterable {
    case linear
    case log

    fileprivate func place(_ position: Double, from low: Double, to high: Double) -> Double {
        switch self {
        case .linear: low + position * (high - low)
        // Not by their ratio, which may be too large for a number.
        case .log: pow(10, log10(low) + position * (log10(high) - log10(low)))
        }
    }
}
