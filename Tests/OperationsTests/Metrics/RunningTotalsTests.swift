import StreamPipeline
import Testing

@testable import Operations

struct RunningTotalsTests {
    private static func families(_ total: Int, _ waits: [Double], gauge: Int = 0) -> [MetricFamily]
    {
        var histogram = Histogram(bounds: [1])
        for wait in waits { histogram.record(wait) }
        return [
            .counter("a_total", "A.", by: "kind", [("x", total)]),
            .histogram("b_seconds", "B.", histogram), .gauge("c", "C.", gauge),
        ]
    }

    @Test func `an older answer that comes later changes nothing`() {
        var totals = RunningTotals()
        var newer = Self.families(7, [0.5, 2])
        totals.hold(&newer)
        var older = Self.families(6, [0.5], gauge: 3)
        totals.hold(&older)
        #expect(older == Self.families(7, [0.5, 2], gauge: 3))
    }

    @Test func `a total goes on when its part begins again from zero`() {
        var totals = RunningTotals()
        var first = Self.families(7, [0.5, 2])
        totals.hold(&first)
        totals.beginLife()
        var empty = Self.families(0, [])
        totals.hold(&empty)
        #expect(empty == Self.families(7, [0.5, 2]))
        var second = Self.families(2, [0.25])
        totals.hold(&second)
        #expect(second == Self.families(9, [0.5, 2, 0.25]))
        totals.hold(&second)
    }

    @Test func `a series that appears in a later life begins at its own value`() {
        var totals = RunningTotals()
        totals.beginLife()
        var families = Self.families(2, [0.25])
        totals.hold(&families)
        #expect(families == Self.families(2, [0.25]))
    }
}
