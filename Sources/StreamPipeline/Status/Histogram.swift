/// How many measurements lay in which range, the ranges being fixed beforehand.
///
/// A value of a few dozen numbers; taking note of a measurement allocates nothing.
package struct Histogram: Sendable, Equatable {
    /// Upper ends of the ranges, ascending; what lies at an end belongs below it.
    package let bounds: [Double]
    /// By range, the last one being that above all bounds; not cumulative.
    package private(set) var counts: [Int]
    package private(set) var sum = 0.0

    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package var count: Int { counts.reduce(0, +) }

    /// Takes note of a measurement that stands for `count` equal ones; not of one that is no
    /// number.
    package mutating func record(_ value: Double, count: Int = 1) {
        guard value.isFinite else { return }
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += count
        sum += value * Double(count)
    }

    /// Adds what another one has seen, of the same ranges.
    package mutating func add(_ other: Histogram) {
        precondition(other.bounds == bounds)
        for index in counts.indices { counts[index] += other.counts[index] }
        sum += other.sum
    }
}

extension Histogram {
    /// Seconds that a visitor, or a consumer of ours, waits: 5 ms to 5 min.
    package static let waits = Histogram(bounds: [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300,
    ])

    /// Seconds that a piece of work takes: 0.1 ms to 2.5 s.
    package static let works = Histogram(bounds: [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
        2.5,
    ])
}
