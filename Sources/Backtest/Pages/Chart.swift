/// One line of a chart: a name, and a value for each place; nil where there is none.
struct Series {
    var name: String
    var values: [Double?]
    /// 95 %; empty where there are no intervals.
    var intervals: [(low: Double, high: Double)?] = []
}

/// A chart as SVG that takes its colours from the page and fits any width.
///
/// Series are told apart by colour and by the legend's order; every chart has a sentence for those
/// who do not see it, and the tables of the page hold the same figures.
struct Chart {
    static let colourCount = 8
    private static let width = 640.0
    private static let height = 288.0
    /// Room for figures of six letters, which on a phone are large beside the drawing.
    private static let left = 88.0
    private static let top = 14.0
    private static let bottom = 240.0
    private static let labelBaseline = 270.0
    private static let right = 612.0

    private var markup = Markup()

    private init(_ title: String, _ description: String, height: Double = Self.height) {
        markup.add(
            "<svg viewBox=\"0 0 \(fixed(Self.width, 0)) \(fixed(height, 0))\" role=\"img\" "
                + "aria-label=\"\(Markup.escaped(title)): \(Markup.escaped(description))\">")
    }

    private var finished: String { markup.text + "</svg>" }

    // MARK: Kinds

    /// Values along places, one line a series.
    static func lines(
        _ title: String, _ description: String, _ series: [Series], labels: [String]
    ) -> String {
        var chart = Chart(title, description)
        let axis = chart.frame(series)
        let count = max(2, labels.count)
        func x(_ place: Int) -> Double {
            left + (right - left) * Double(place) / Double(count - 1)
        }
        chart.label(labels, at: x)
        for (number, one) in series.enumerated() {
            var path = ""
            for (place, value) in one.values.enumerated() {
                guard let value else { continue }
                // Where nothing came true there is a gap; a value between two gaps is a point.
                let follows = place > 0 && one.values[place - 1] != nil
                let point = "\(fixed(x(place), 1)) \(fixed(axis.place(value), 1))"
                path += follows ? "L\(point)" : "M\(point)h.1"
            }
            chart.markup.add("<path class=\"line c\(number % colourCount)\" d=\"\(path)\"/>")
        }
        return chart.finished
    }

    /// Values in groups, a dot a series, with whiskers for intervals.
    static func dots(
        _ title: String, _ description: String, _ series: [Series], labels: [String]
    ) -> String {
        var chart = Chart(title, description)
        let axis = chart.frame(series)
        let slot = (right - left) / Double(max(1, labels.count))
        chart.label(labels) { left + slot * (Double($0) + 0.5) }
        for (number, one) in series.enumerated() {
            let shift = slot * 0.7 * ((Double(number) + 0.5) / Double(series.count) - 0.5)
            for (place, value) in one.values.enumerated() {
                guard let value else { continue }
                let x = fixed(left + slot * (Double(place) + 0.5) + shift, 1)
                if place < one.intervals.count, let interval = one.intervals[place] {
                    chart.markup.add(
                        "<path class=\"line c\(number % colourCount)\" d=\"M\(x) "
                            + "\(fixed(axis.place(interval.low), 1))L\(x) "
                            + "\(fixed(axis.place(interval.high), 1))\"/>")
                }
                chart.markup.add(
                    "<circle class=\"dot c\(number % colourCount)\" cx=\"\(x)\" "
                        + "cy=\"\(fixed(axis.place(value), 1))\" r=\"4.5\"><title>"
                        + "\(Markup.escaped(one.name)), \(Markup.escaped(labels[place])): "
                        + "\(fixed(value, 4))</title></circle>")
            }
        }
        return chart.finished
    }

    /// Differences with their intervals, a row each, around a line at zero.
    static func differences(
        _ title: String, _ description: String,
        _ rows: [(label: String, colour: Int, value: Double, low: Double, high: Double)]
    ) -> String {
        let rowHeight = 52.0
        let height = top + rowHeight * Double(rows.count) + 34
        var chart = Chart(title, description, height: height)
        let axis = Axis(
            rows.flatMap { [$0.low, $0.high] }, from: 48, to: right - 20, includesZero: true)
        let zero = axis.marks.firstIndex { $0.magnitude < 1e-12 } ?? 0
        let every = (axis.marks.count + 5) / 6
        for (index, mark) in axis.marks.enumerated() {
            let x = fixed(axis.place(mark), 1)
            chart.markup.add(
                "<path class=\"\(index == zero ? "zero" : "grid")\" "
                    + "d=\"M\(x) \(fixed(top, 0))L\(x) \(fixed(height - 26, 0))\"/>")
            // On a phone more of them would run into each other.
            if (index - zero) % every != 0 { continue }
            chart.markup.add(
                "text", "x=\"\(x)\" y=\"\(fixed(height - 10, 0))\" text-anchor=\"middle\"",
                text: axis.label(mark))
        }
        for (index, row) in rows.enumerated() {
            // A name may be as long as the drawing is wide: it stands above its bar.
            let y = fixed(top + rowHeight * (Double(index) + 0.75), 1)
            let baseline = fixed(top + rowHeight * (Double(index) + 0.4), 1)
            chart.markup.add("text", "x=\"0\" y=\"\(baseline)\"", text: row.label)
            chart.markup.add(
                "<path class=\"line c\(row.colour % colourCount)\" "
                    + "d=\"M\(fixed(axis.place(row.low), 1)) \(y)"
                    + "L\(fixed(axis.place(row.high), 1)) \(y)\"/>")
            chart.markup.add(
                "<circle class=\"dot c\(row.colour % colourCount)\" "
                    + "cx=\"\(fixed(axis.place(row.value), 1))\" cy=\"\(y)\" r=\"4.5\"/>")
        }
        return chart.finished
    }

    /// One dot a configuration: what it costs, and what it gives.
    static func scatter(
        _ title: String, _ description: String,
        _ points: [(name: String, x: Double, y: Double)]
    ) -> String {
        var chart = Chart(title, description)
        let yAxis = Axis(points.map(\.y), from: bottom, to: top)
        let xAxis = Axis(points.map(\.x), from: left, to: right - 20, includesZero: true)
        chart.grid(yAxis)
        for mark in xAxis.marks {
            chart.markup.add(
                "text",
                "x=\"\(fixed(xAxis.place(mark), 1))\" y=\"\(fixed(labelBaseline, 0))\" "
                    + "text-anchor=\"middle\"", text: xAxis.label(mark))
        }
        for (number, point) in points.enumerated() {
            chart.markup.add(
                "<circle class=\"dot c\(number % colourCount)\" "
                    + "cx=\"\(fixed(xAxis.place(point.x), 1))\" "
                    + "cy=\"\(fixed(yAxis.place(point.y), 1))\" r=\"6\"><title>"
                    + "\(Markup.escaped(point.name))</title></circle>")
        }
        return chart.finished
    }

    // MARK: Parts

    private mutating func frame(_ series: [Series]) -> Axis {
        let values = series.flatMap { one in
            one.values.compactMap(\.self)
                + one.intervals.compactMap(\.self).flatMap { [$0.low, $0.high] }
        }
        let axis = Axis(values, from: Self.bottom, to: Self.top)
        grid(axis)
        return axis
    }

    private mutating func grid(_ axis: Axis) {
        let every = (axis.marks.count + 5) / 6
        for (index, mark) in axis.marks.enumerated() {
            let y = fixed(axis.place(mark), 1)
            markup.add(
                "<path class=\"grid\" d=\"M\(fixed(Self.left, 0)) \(y)"
                    + "L\(fixed(Self.right, 0)) \(y)\"/>")
            if index % every != 0 { continue }
            markup.add(
                "text",
                "x=\"\(fixed(Self.left - 8, 0))\" y=\"\(y)\" text-anchor=\"end\" "
                    + "dominant-baseline=\"middle\"", text: axis.label(mark))
        }
    }

    /// At most seven of the labels, so that they do not run into each other.
    private mutating func label(_ labels: [String], at x: (Int) -> Double) {
        let every = max(1, (labels.count + 6) / 7)
        for (place, label) in labels.enumerated() where place % every == 0 {
            markup.add(
                "text",
                "x=\"\(fixed(x(place), 1))\" y=\"\(fixed(Self.labelBaseline, 0))\" "
                    + "text-anchor=\"middle\"", text: label)
        }
    }
}
