import StreamPipeline
import Testing

@testable import Operations

struct ExpositionTests {
    private func text(_ family: MetricFamily) -> String {
        var exposition = Exposition()
        exposition.write(family)
        return exposition.text
    }

    @Test func `a family has its help, its type and its series`() {
        let family = MetricFamily.counter("a_total", "Counts.", by: "kind", [("x", 1), ("y", 2)])
        #expect(
            text(family) == """
                # HELP a_total Counts.
                # TYPE a_total counter
                a_total{kind="x"} 1
                a_total{kind="y"} 2

                """)
    }

    @Test func `what would end a line or a label is escaped`() {
        let family = MetricFamily.info("a_info", "Two\nlines, \\ and \".", [.init("b", "\"\\\nü")])
        #expect(
            text(family) == #"""
                # HELP a_info Two\nlines, \\ and ".
                # TYPE a_info gauge
                a_info{b="\"\\\nü"} 1

                """#)
    }

    @Test func `buckets are cumulative and end at infinity`() {
        var histogram = Histogram(bounds: [0.5, 2])
        for value in [0.25, 1, 1, 3] { histogram.record(value) }
        #expect(
            text(.histogram("a_seconds", "Waits.", histogram)) == """
                # HELP a_seconds Waits.
                # TYPE a_seconds histogram
                a_seconds_bucket{le="0.5"} 1
                a_seconds_bucket{le="2"} 3
                a_seconds_bucket{le="+Inf"} 4
                a_seconds_sum 5.25
                a_seconds_count 4

                """)
    }

    @Test(
        arguments: [
            (0, "0"), (-3, "-3"), (1_661_724_000.378, "1661724000.378"), (1e15, "1000000000000000"),
            (1e20, "1e+20"), (0.1, "0.1"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        ] as [(Double, String)])
    func `numbers are as Go reads them`(value: Double, written: String) {
        #expect(text(.gauge("a", "A.", value)).hasSuffix("\na \(written)\n"))
    }

    @Test func `a value that is not known has no series`() {
        #expect(text(.gauge("a", "A.", nil)) == "# HELP a A.\n# TYPE a gauge\n")
    }
}
