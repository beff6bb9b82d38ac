import Testing

@testable import Backtest

struct AxisTests {
    @Test(
        arguments: [
            (
                [0.61, 0.664, 0.93],
                ["0.60", "0.65", "0.70", "0.75", "0.80", "0.85", "0.90", "0.95"]
            ),
            ([0.0, 12.5], ["0", "2", "4", "6", "8", "10", "12", "14"]),
            ([0.5, 0.5], ["0.44", "0.46", "0.48", "0.50", "0.52", "0.54", "0.56"]),
        ])
    func `marks are round and hold the values between them`(values: [Double], labels: [String]) {
        let axis = Axis(values, from: 0, to: 100)
        #expect(axis.marks.map(axis.label) == labels)
        for value in values {
            #expect(axis.place(value) >= -1e-9)
            #expect(axis.place(value) <= 100 + 1e-9)
        }
    }

    @Test func `an axis of differences holds zero`() {
        let axis = Axis([0.02, 0.05], from: 100, to: 0, includesZero: true)
        #expect(axis.low == 0)
        #expect(axis.place(0) == 100)
    }

    @Test func `no values, tiny ones and great ones make an axis all the same`() {
        for values in [[], [1e-9, 2e-9], [1e6, 9e6], [-3, 4]] as [[Double]] {
            let axis = Axis(values, from: 0, to: 100)
            #expect((2...12).contains(axis.marks.count), "\(values): \(axis.marks)")
        }
    }

    @Test func `days and minutes are named`() {
        #expect(TimeLabel.text(1_569_897_600_000, isLong: false) == "02:40")
        #expect(TimeLabel.text(1_569_897_600_000, isLong: true) == "10-01")
        #expect(TimeLabel.text(951_782_400_000, isLong: true) == "02-29")
    }

    @Test(
        arguments: [
            (0.1234567, 4, "0.1235"), (-0.0004, 3, "0.000"), (-1.5, 1, "-1.5"), (2.999, 2, "3.00"),
            (7, 0, "7"),
        ])
    func `figures have their digits`(value: Double, digits: Int, text: String) {
        #expect(fixed(value, digits) == text)
    }
}
