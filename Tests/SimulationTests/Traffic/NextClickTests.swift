import CovisitCore
import Simulation
import Testing

/// The truth is what the traffic does.
struct NextClickTests {
    static let shapes: [TrafficShape] = {
        var days = TrafficShape.otto
        days.driftPerDay = 0.5
        days.newItemsPerDay = 0.2
        days.botShare = 0
        return [TrafficShape(), days].map { shape in
            var shape = shape
            shape.items = 200
            shape.meanGapMilliseconds = 5_000
            return shape
        }
    }()

    /// All that are on offer, and what the session has seen.
    private func candidates(
        _ history: [Int64], _ assortment: inout Assortment, _ shape: TrafficShape, _ time: Int64
    ) -> Set<Int64> {
        Set(history + (0..<shape.items).map { assortment.item(at: $0, time) })
    }

    @Test(arguments: shapes)
    func `probabilities of the next click add up to 1`(shape: TrafficShape) {
        var recommender = KnowingRecommender(shape)
        var assortment = Assortment(shape)
        var clicked: [Int64: [Int64]] = [:]
        for visit in TrafficTests.visits(shape, 2_000) where visit.type == .clicks {
            let history = clicked[visit.session, default: []]
            let next = recommender.nextClick(after: history, at: visit.timestamp)
            let items = candidates(history, &assortment, shape, visit.timestamp)
            let sum = items.reduce(0.0) {
                $0 + recommender.probability(of: $1, in: next, at: visit.timestamp)
            }
            #expect(abs(sum - 1) < 1e-9)
            clicked[visit.session, default: []].append(visit.item)
        }
    }

    /// Items are sorted by what the truth says of them into bands of probability. In each band the
    /// clicks are counted: they must come as often as the truth says, within chance. A truth that
    /// leaves out revisits, relatives, drift or new items does not pass.
    @Test(arguments: shapes)
    func `clicks come as often as their probabilities say`(shape: TrafficShape) {
        var recommender = KnowingRecommender(shape)
        var assortment = Assortment(shape)
        var clicked: [Int64: [Int64]] = [:]
        let bounds = [0.2, 0.1, 0.05, 0.02, 0.005, 0.001, 0.0002, 0]
        var expected = [Double](repeating: 0, count: bounds.count)
        var variance = expected
        var observed = expected
        for visit in TrafficTests.visits(shape, 8_000) where visit.type == .clicks {
            let history = clicked[visit.session, default: []]
            let next = recommender.nextClick(after: history, at: visit.timestamp)
            let items = candidates(history, &assortment, shape, visit.timestamp)
            var sums = [Double](repeating: 0, count: bounds.count)
            for item in items {
                let share = recommender.probability(of: item, in: next, at: visit.timestamp)
                let band = bounds.firstIndex { share >= $0 } ?? bounds.count - 1
                sums[band] += share
                if item == visit.item { observed[band] += 1 }
            }
            for band in bounds.indices {
                expected[band] += sums[band]
                variance[band] += sums[band] * (1 - sums[band])
            }
            clicked[visit.session, default: []].append(visit.item)
        }
        for band in bounds.indices where variance[band] > 5 {
            let score = (observed[band] - expected[band]) / variance[band].squareRoot()
            #expect(abs(score) < 4, "from \(bounds[band]): \(observed[band]), \(expected[band])")
        }
        #expect(observed.reduce(0, +) > 7_000)
        #expect(variance.count { $0 > 5 } >= 6)
    }

    /// The same for single items, where a little wrong would show: the one clicked so many clicks
    /// ago, and the last one's relatives.
    @Test(arguments: shapes)
    func `clicks go back as far, and to relatives as close, as the truth says`(
        shape: TrafficShape
    ) {
        let reach = 6
        var recommender = KnowingRecommender(shape)
        var clicked: [Int64: [Int64]] = [:]
        var expected = [Double](repeating: 0, count: 2 * reach)
        var variance = expected
        var observed = expected
        for visit in TrafficTests.visits(shape, 80_000) where visit.type == .clicks {
            let history = clicked[visit.session, default: []]
            clicked[visit.session, default: []].append(visit.item)
            guard let last = history.last else { continue }
            let next = recommender.nextClick(after: history, at: visit.timestamp)
            let relatives = recommender.relatives(of: last, at: visit.timestamp).map(\.item)
            let back = Array(history.suffix(reach).reversed())
            for (kind, items) in [back, Array(relatives.prefix(reach))].enumerated() {
                for (index, item) in items.enumerated() {
                    let share = next.items[item] ?? 0
                    expected[kind * reach + index] += share
                    variance[kind * reach + index] += share * (1 - share)
                    if item == visit.item { observed[kind * reach + index] += 1 }
                }
            }
        }
        for index in expected.indices {
            let score = (observed[index] - expected[index]) / variance[index].squareRoot()
            #expect(abs(score) < 4, "\(index): \(observed[index]), \(expected[index])")
            #expect(observed[index] > 1_000)
        }
    }

    @Test func `the knowing list begins with the likeliest items`() {
        let shape = Self.shapes[1]
        var recommender = KnowingRecommender(shape)
        var assortment = Assortment(shape)
        let visits = (0..<4).map { step in
            let time = shape.start + Int64(step) * 60_000
            return Traffic.Visit(
                session: 1, item: assortment.item(at: 7 * step, time), timestamp: time,
                type: step == 2 ? .carts : .clicks)
        }
        let time = visits[3].timestamp
        let lists = recommender.lists(after: visits)
        let next = recommender.nextClick(
            after: visits.filter { $0.type == .clicks }.map(\.item), at: time)
        let all = (0..<shape.items).map { assortment.item(at: $0, time) }
        let best = all.map { recommender.probability(of: $0, in: next, at: time) }.max()
        #expect(recommender.probability(of: lists[0][0], in: next, at: time) == best)
        let least = recommender.probability(of: lists[0][19], in: next, at: time)
        let better = all.count { recommender.probability(of: $0, in: next, at: time) > least }
        #expect(better <= 19)
        // A cart comes before the next click with this probability; so does an order before it.
        let (cart, order) = (0.075 / 0.975, 0.25)
        func carted(_ item: Int64) -> Double {
            (1 - cart) * recommender.probability(of: item, in: next, at: time)
                + (item == visits[3].item ? cart : 0)
        }
        func ordered(_ item: Int64) -> Double {
            (1 - order) * carted(item) + (item == visits[2].item ? order : 0)
        }
        #expect(zip(lists[1], lists[1].dropFirst()).allSatisfy { carted($0) >= carted($1) })
        #expect(zip(lists[2], lists[2].dropFirst()).allSatisfy { ordered($0) >= ordered($1) })
        #expect(all.count { carted($0) > carted(lists[1][19]) } <= 19)
        #expect(ordered(lists[2][0]) >= ordered(visits[2].item))
        #expect(lists.allSatisfy { $0.count == 20 && Set($0).count == 20 })
    }
}
