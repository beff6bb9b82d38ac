import CovisitCore
import Backtest
import Testing

import func Glibc.sqrt

struct BootstrapTests {
    private let sessions = SimulatedSessions(count: 1_000, seed: 1)

    private func total(_ column: [Contribution]) -> Contribution { column.reduce(.zero, +) }

    /// The standard error of a ratio of sums, of residuals s − R·w (the delta method).
    private func standardError(_ residuals: [Double], weight: Double) -> Double {
        sqrt(residuals.map { $0 * $0 }.reduce(0, +)) / weight
    }

    @Test func `scores are ratios of all sums`() throws {
        let difference = try #require(
            Bootstrap(resamples: 10, seed: 1).difference(from: sessions.a, to: sessions.b))
        let hitsOfA = sessions.a.map(\.sum).reduce(0, +)
        let hitsOfB = sessions.b.map(\.sum).reduce(0, +)
        let relevant = sessions.a.map(\.weight).reduce(0, +)
        #expect(difference.a == hitsOfA / relevant)
        #expect(difference.b == hitsOfB / relevant)
        #expect(difference.difference == hitsOfB / relevant - hitsOfA / relevant)
    }

    @Test func `intervals are as wide as the delta method says`() throws {
        let bootstrap = Bootstrap(resamples: 2_000, seed: 1)
        let weight = total(sessions.a).weight
        let estimate = try #require(bootstrap.estimate(sessions.a))
        let one = standardError(
            sessions.a.map { $0.sum - estimate.score * $0.weight }, weight: weight)
        let width = estimate.interval.upper - estimate.interval.lower
        #expect(abs(width / (2 * 1.96 * one) - 1) < 0.08)

        let difference = try #require(bootstrap.difference(from: sessions.a, to: sessions.b))
        let paired = standardError(
            zip(sessions.a, sessions.b).map {
                $1.sum - $0.sum - difference.difference * $0.weight
            },
            weight: weight)
        let pairedWidth = difference.interval.upper - difference.interval.lower
        #expect(abs(pairedWidth / (2 * 1.96 * paired) - 1) < 0.08)
        // Pairs are kept together: two independent scores would differ by √2 times one's error.
        #expect(pairedWidth < 0.8 * width)
    }

    @Test func `the classic bootstrap gives the same interval`() throws {
        // As many sessions as there are, drawn one by one, with a score that is no mean.
        let columns = (0..<3).map { SimulatedSessions(count: 300, seed: 10 + $0).b }
        var random = SeededGenerator(seed: 5)
        let scores = (0..<4_000).map { _ in
            var sums = [Contribution.zero, .zero, .zero]
            for _ in 0..<300 {
                let session = Int(random.next() % 300)
                for column in 0..<3 { sums[column] += columns[column][session] }
            }
            return OTTOScore.total(sums) ?? .nan
        }.sorted()
        let estimate = try #require(
            Bootstrap(resamples: 4_000, seed: 6).estimate(columns, score: OTTOScore.total))
        let width = scores[3_899] - scores[100]
        #expect(abs(estimate.interval.lower - scores[100]) < 0.05 * width)
        #expect(abs(estimate.interval.upper - scores[3_899]) < 0.05 * width)
    }

    @Test func `nothing differs from itself`() {
        let columns = [sessions.a, sessions.b, sessions.a]
        let difference = Bootstrap(seed: 3).difference(
            from: columns, to: columns, score: OTTOScore.total)
        #expect(difference?.difference == 0)
        #expect(difference?.interval == PercentileInterval(lower: 0, upper: 0))
        #expect(difference?.pValue == 1)
    }

    @Test func `the same seed gives the same figures, on every machine`() throws {
        let first = try #require(Bootstrap(seed: 7).difference(from: sessions.a, to: sessions.b))
        #expect(Bootstrap(seed: 7).difference(from: sessions.a, to: sessions.b) == first)
        #expect(Bootstrap(seed: 8).difference(from: sessions.a, to: sessions.b) != first)
        let interval = PercentileInterval(
            lower: 0.034_943_848_925_841_35, upper: 0.060_178_976_259_615_83)
        #expect(first.interval == interval)
    }

    @Test func `a clear difference has a small p-value, either way round`() throws {
        let bootstrap = Bootstrap(seed: 9)
        let up = try #require(bootstrap.difference(from: sessions.a, to: sessions.b))
        let down = try #require(bootstrap.difference(from: sessions.b, to: sessions.a))
        #expect(up.pValue == 0 && down.pValue == 0)
        #expect(up.interval.lower > 0)
        #expect(down.difference == -up.difference)
        #expect(isClose(down.interval.lower, -up.interval.upper))
        #expect(isClose(down.interval.upper, -up.interval.lower))
    }

    @Test func `a p-value is twice the share of resamples that contradict`() throws {
        let few = SimulatedSessions(count: 40, seed: 2)
        let up = try #require(Bootstrap(seed: 1).difference(from: few.a, to: few.b))
        let down = try #require(Bootstrap(seed: 1).difference(from: few.b, to: few.a))
        #expect(up.pValue == down.pValue)
        var contrary = 0
        // Scored by the difference itself, the resamples can be watched one by one.
        _ = Bootstrap(seed: 1).estimate([few.a, few.b]) { sums in
            let difference = sums[1].sum / sums[1].weight - sums[0].sum / sums[0].weight
            if (difference > 0) != (up.difference > 0) { contrary += 1 }
            return difference
        }
        #expect(contrary > 0)
        #expect(up.pValue == min(1, 2 * Double(contrary) / 1_000))
    }

    @Test func `a score that is undefined has no estimate`() {
        let none = Array(repeating: Contribution.zero, count: 5)
        #expect(Bootstrap(seed: 1).estimate(none) == nil)
        #expect(Bootstrap(seed: 1).estimate([]) == nil)
        #expect(Bootstrap(seed: 1).difference(from: none, to: none) == nil)
    }

    @Test func `resamples that leave the score undefined do not count`() throws {
        // Of a single session more than a third of the resamples are empty.
        let estimate = try #require(
            Bootstrap(seed: 1).estimate([Contribution(sum: 1, weight: 2)]))
        #expect(estimate.interval == PercentileInterval(lower: 0.5, upper: 0.5))
    }

    @Test func `sessions that do not match are refused`() async {
        await #expect(processExitsWith: .failure) {
            let one = [Contribution(sum: 1, weight: 1)]
            _ = Bootstrap(seed: 1).difference(from: one, to: one + one)
        }
    }
}
