/// A scale from values to places on a drawing, with round marks.
struct Axis {
    let low: Double
    let high: Double
    let start: Double
    let end: Double
    let marks: [Double]

    /// From `start` to `end` on the drawing; room is left so that the ends are marks.
    init(_ values: [Double], from start: Double, to end: Double, includesZero: Bool = false) {
        var least = values.min() ?? 0
        var most = values.max() ?? 1
        if includesZero { (least, most) = (min(least, 0), max(most, 0)) }
        if most - least < 1e-9 { (least, most) = (least - 0.05, most + 0.05) }
        let step = Self.step(most - least)
        low = (least / step).rounded(.down) * step
        high = (most / step).rounded(.up) * step
        self.start = start
        self.end = end
        let count = Int(((high - low) / step).rounded())
        let low = low
        marks = (0...max(1, count)).map { low + Double($0) * step }
    }

    /// 1, 2 or 5 times a power of ten, so that there are four to nine marks.
    private static func step(_ span: Double) -> Double {
        var step = 1.0
        while step > span { step /= 10 }
        while step * 10 <= span { step *= 10 }
        // Now step <= span < 10 steps.
        return span / step < 2 ? step / 5 : span / step < 5 ? step / 2 : step
    }

    func place(_ value: Double) -> Double {
        start + (value - low) / (high - low) * (end - start)
    }

    /// As many digits as tell the marks apart.
    func label(_ mark: Double) -> String {
        let step = marks.count > 1 ? marks[1] - marks[0] : 1
        var digits = 0
        var unit = 1.0
        while digits < 6, step < unit * 0.999 {
            unit /= 10
            digits += 1
        }
        return fixed(mark, digits)
    }
}
