import CoreMetrics
import StreamPipeline
import Testing

@testable import Operations

struct MetricsRegistryTests {
    private let registry = MetricsRegistry(
        [
            MetricDescription(name: "a_total", help: "A.", kind: .counter),
            MetricDescription(name: "b_total", help: "B.", kind: .counter, labels: ["kind"]),
            MetricDescription(name: "c", help: "C.", kind: .gauge),
            MetricDescription(
                name: "d_seconds", help: "D.", kind: .histogram,
                ranges: Histogram(bounds: [0.001, 1])),
        ], seriesCountMax: 6)

    private func values(_ name: String) -> [String: MetricFamily.Value] {
        let family = registry.families.first { $0.name == name }
        return Dictionary(
            (family?.series ?? []).map { (Exposition.braced($0.labels), $0.value) }
        ) { $1 }
    }

    @Test func `counting goes on wherever the same series is asked for`() {
        for _ in 0..<2 {
            Counter(label: "b_total", dimensions: [("kind", "x")], factory: registry).increment()
        }
        Counter(label: "b_total", dimensions: [("kind", "y")], factory: registry).increment(by: 5)
        #expect(values("b_total") == ["{kind=\"x\"}": .number(2), "{kind=\"y\"}": .number(5)])
        #expect(registry.refusedCount == 0)
    }

    @Test func `a total without labels is zero from the start, and never goes back`() {
        #expect(values("a_total") == ["": .number(0)])
        let counter = Counter(label: "a_total", factory: registry)
        counter.increment(by: 3)
        counter.reset()
        counter.destroy()
        #expect(values("a_total") == ["": .number(3)])
    }

    @Test func `a gauge has a value once it is set`() {
        #expect(values("c") == [:])
        Gauge(label: "c", factory: registry).record(0.5)
        #expect(values("c") == ["": .number(0.5)])
    }

    @Test func `a timer's nanoseconds become seconds`() {
        let timer = Timer(label: "d_seconds", factory: registry)
        timer.recordNanoseconds(500_000)
        timer.recordSeconds(2)
        var expected = Histogram(bounds: [0.001, 1])
        expected.record(0.000_5)
        expected.record(2)
        #expect(values("d_seconds") == ["": .histogram(expected)])
    }

    @Test(
        arguments: [
            ("hb.requests", []), ("b_total", []), ("b_total", [("session", "1")]),
            ("b_total", [("kind", "x"), ("session", "1")]), ("a_total", [("kind", "x")]), ("c", []),
        ] as [(String, [(String, String)])])
    func `what nobody has described is refused`(label: String, dimensions: [(String, String)]) {
        let before = registry.families
        Counter(label: label, dimensions: dimensions, factory: registry).increment()
        #expect(registry.families == before)
        #expect(registry.refusedCount == 1)
    }

    @Test func `series end at their bound, and those that are there go on`() {
        // One is there from the start.
        for index in 0..<7 {
            Counter(label: "b_total", dimensions: [("kind", "\(index)")], factory: registry)
                .increment()
        }
        Counter(label: "b_total", dimensions: [("kind", "0")], factory: registry).increment()
        #expect(values("b_total").count == 5)
        #expect(values("b_total")["{kind=\"0\"}"] == .number(2))
        #expect(registry.refusedCount == 2)
    }
}
