/// How busy the shop is over the day, in hours of UTC.
///
/// A cosine: the busiest hour, from 17:00, has 1 + swing times the mean of session starts, the
/// quietest, from 05:00, 1 - swing.
package struct DayCurve: Sendable {
    private static let busiestHour = 17
    private static let hourMilliseconds = Double(dayMilliseconds / 24)

    /// Of each hour, 1 on average.
    package let rates: [Double]

    package init?(swing: Double) {
        guard swing > 0 else { return nil }
        rates = (0..<24).map { hour in
            1 + swing * Self.cosines[(hour + 24 - Self.busiestHour) % 24]
        }
    }

    /// When so much time of an average hour has passed.
    func time(_ time: Double, after amount: Double) -> Double {
        var (time, rest) = (time, amount)
        while true {
            let hour = (time / Self.hourMilliseconds).rounded(.down)
            let rate = rates[Int(hour) % 24]
            let end = (hour + 1) * Self.hourMilliseconds
            if rest <= (end - time) * rate { return time + rest / rate }
            rest -= (end - time) * rate
            time = end
        }
    }

    /// cos(2 pi h / 24), the same digits on every machine.
    private static let cosines: [Double] = {
        let quarter = [1, 0.965926, 0.866025, 0.707107, 0.5, 0.258819]
        let half = quarter + [0] + quarter.dropFirst().reversed().map { -$0 }
        return half + half.map { -$0 }
    }()
}
