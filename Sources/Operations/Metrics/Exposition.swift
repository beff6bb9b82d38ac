internal import StreamPipeline

/// Writes metrics as Prometheus reads them: its text format, version 0.0.4.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct Exposition {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    mutating func write(_ family: MetricFamily) {
        text += "# HELP \(family.name) \(Self.escaped(family.help))\n"
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        for series in family.series {
            switch series.value {
            case .number(let value): line(family.name, series.labels, value)
            case .histogram(let histogram): write(histogram, family.name, series.labels)
            }
        }
    }

    private mutating func write(
        _ histogram: Histogram, _ name: String, _ labels: [MetricFamily.Label]
    ) {
        var count = 0
        for (index, bound) in (histogram.bounds + [.infinity]).enumerated() {
            count += histogram.counts[index]
            let range = MetricFamily.Label("le", Self.number(bound))
            line(name + "_bucket", labels + [range], Double(count))
        }
        line(name + "_sum", labels, histogram.sum)
        line(name + "_count", labels, Double(count))
    }

    private mutating func line(_ name: String, _ labels: [MetricFamily.Label], _ value: Double) {
        text += "\(name)\(Self.braced(labels)) \(Self.number(value))\n"
    }

    /// `{a="1",b="2"}`, or nothing: what tells the series of a family apart.
    static func braced(_ labels: [MetricFamily.Label]) -> String {
        if labels.isEmpty { return "" }
        let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, quote: true))\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ text: String, quote: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Whole numbers without a point, as far as a Double is exact.
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
        return "\(value)"
    }
}
