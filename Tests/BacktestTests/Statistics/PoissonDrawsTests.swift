import CovisitCore
import Testing

@testable import Backtest

struct PoissonDrawsTests {
    private let poisson = PoissonDraws()

    /// How many of the 2^32 bit patterns stand for a number below `number`.
    private func patterns(below number: Int) -> Double {
        var low: UInt64 = 0
        var high: UInt64 = 1 << 32
        while low < high {
            let middle = (low + high) / 2
            if poisson.draw(UInt32(middle)) < Double(number) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return Double(low)
    }

    @Test func `each number has its probability`() {
        // exp(-1) / n!, for n = 0, 1, 2 …
        var probability = 0.367_879_441_171_442_33
        for number in 0..<13 {
            let share = (patterns(below: number + 1) - patterns(below: number)) / 0x1p32
            #expect(abs(share - probability) < 0x1p-31, "\(number)")
            probability /= Double(number + 1)
        }
        #expect(patterns(below: 13) == 0x1p32)
    }

    @Test func `more is drawn for higher bits`() {
        // What `patterns(below:)` takes for granted.
        let numbers = stride(from: UInt64(0), to: 1 << 32, by: 4_099).map { bits in
            poisson.draw(UInt32(bits))
        }
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test func `a session is drawn once on average`() {
        var random = SeededGenerator(seed: 4)
        let numbers = (0..<200_000).map { _ in
            poisson.draw(UInt32(truncatingIfNeeded: random.next()))
        }
        let mean = numbers.reduce(0, +) / 200_000
        let variance = numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 200_000
        // Four standard errors: 4 / √200,000, and √3 of that for the variance.
        #expect(abs(mean - 1) < 0.009)
        #expect(abs(variance - 1) < 0.016)
    }
}
