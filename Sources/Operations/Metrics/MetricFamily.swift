package import StreamPipeline

/// A metric with all its series, ready to be written down.
package struct MetricFamily: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// A total since the process began; it never goes back.
        case counter
        case gauge
        case histogram
    }

    package struct Label: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Value: Sendable, Equatable {
        case number(Double)
        case histogram(Histogram)
    }

    package struct Series: Sendable, Equatable {
        package var labels: [Label]
        package var value: Value
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package var series: [Series] = []
}

// MARK: - What a family is made of

extension MetricFamily {
    package static func counter(_ name: String, _ help: String, _ total: Int) -> Self {
        counter(name, help, Double(total))
    }

    package static func counter(_ name: String, _ help: String, _ total: Double) -> Self {
        Self(name, help, .counter, [([], total)])
    }

    /// A series for each value of a label, whose values come from a small fixed set.
    package static func counter(
        _ name: String, _ help: String, by label: String, _ totals: [(String, Int)]
    ) -> Self {
        Self(name, help, .counter, totals.map { ([Label(label, $0.0)], Double($0.1)) })
    }

    /// nil: not known, so that there is no series.
    package static func gauge(_ name: String, _ help: String, _ value: Double?) -> Self {
        Self(name, help, .gauge, value.map { [([], $0)] } ?? [])
    }

    package static func gauge(_ name: String, _ help: String, _ value: Int) -> Self {
        gauge(name, help, Double(value))
    }

    package static func gauge(
        _ name: String, _ help: String, by label: String, _ values: [(String, Double?)]
    ) -> Self {
        Self(
            name, help, .gauge,
            values.compactMap { text, value in value.map { ([Label(label, text)], $0) } })
    }

    /// The value 1, for what its labels say.
    package static func info(_ name: String, _ help: String, _ labels: [Label]) -> Self {
        Self(name, help, .gauge, [(labels, 1)])
    }

    package static func histogram(
        _ name: String, _ help: String, _ measurements: Histogram
    ) -> Self {
        Self(
            name: name, help: help, kind: .histogram,
            series: [Series(labels: [], value: .histogram(measurements))])
    }

    private init(
        _ name: String, _ help: String, _ kind: Kind, _ series: [(labels: [Label], value: Double)]
    ) {
        self.init(
            name: name, help: help, kind: kind,
            series: series.map { Series(labels: $0.labels, value: .number($0.value)) })
    }
}
