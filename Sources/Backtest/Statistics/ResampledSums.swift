internal import CovisitCore

/// Contributions summed over resampled sessions: a sum of each column for each resample.
///
/// A session is in a resample as often as a Poisson number with mean 1 says, for all columns
/// alike, which keeps pairs together and needs no more than one pass over the sessions (Chamandy
/// et al., "Estimating uncertainty for massive data streams", Google 2012). The number of
/// sessions in a resample varies a little; scores are ratios, which do not mind.
struct ResampledSums {
    /// Sessions that are drawn for all resamples before the next ones: they stay in the cache.
    /// Even.
    private static let blockLength = 512

    let columnCount: Int
    private var sums: [Contribution]

    /// `columns` are each as long as there are sessions, which come in the same order.
    init(of columns: [[Contribution]], resamples: Int, seed: UInt64) {
        columnCount = columns.count
        sums = Array(repeating: .zero, count: resamples * columns.count)
        let sessionCount = columns.first?.count ?? 0
        precondition(columns.allSatisfy { $0.count == sessionCount }, "the sessions are the same")

        var seeds = SeededGenerator(seed: seed)
        var randoms = (0..<resamples).map { _ in SeededGenerator(seed: seeds.next()) }
        let poisson = PoissonDraws()
        var draws = Array(repeating: 0.0, count: Self.blockLength)
        for start in stride(from: 0, to: sessionCount, by: Self.blockLength) {
            let block = start..<min(start + Self.blockLength, sessionCount)
            for resample in 0..<resamples {
                fill(&draws, count: block.count, from: &randoms[resample], poisson)
                for (column, contributions) in columns.enumerated() {
                    sums[resample * columnCount + column] += weightedSum(
                        contributions.span.extracting(block), draws.span)
                }
            }
        }
    }

    /// The sum of each column.
    func sums(ofResample resample: Int) -> [Contribution] {
        Array(sums[(resample * columnCount)..<((resample + 1) * columnCount)])
    }
}

/// Draws how often each of `count` sessions counts, two at a time.
private func fill(
    _ draws: inout [Double], count: Int, from random: inout SeededGenerator, _ poisson: PoissonDraws
) {
    for index in stride(from: 0, to: count, by: 2) {
        let bits = random.next()
        draws[index] = poisson.draw(UInt32(truncatingIfNeeded: bits))
        draws[index + 1] = poisson.draw(UInt32(truncatingIfNeeded: bits >> 32))
    }
}

/// The sum of the contributions, each as often as it was drawn.
private func weightedSum(
    _ contributions: Span<Contribution>, _ draws: Span<Double>
) -> Contribution {
    // Four sums, so that an addition need not wait for the one before it.
    var lanes = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
    var index = 0
    while index + 4 <= contributions.count {
        lanes.0 += weighted(contributions[index], draws[index])
        lanes.1 += weighted(contributions[index + 1], draws[index + 1])
        lanes.2 += weighted(contributions[index + 2], draws[index + 2])
        lanes.3 += weighted(contributions[index + 3], draws[index + 3])
        index += 4
    }
    while index < contributions.count {
        lanes.0 += weighted(contributions[index], draws[index])
        index += 1
    }
    let sum = (lanes.0 + lanes.1) + (lanes.2 + lanes.3)
    return Contribution(sum: sum.x, weight: sum.y)
}

@inline(__always)
private func weighted(_ contribution: Contribution, _ draw: Double) -> SIMD2<Double> {
    SIMD2(contribution.sum, contribution.weight) * draw
}
