import CovisitCore
import Simulation
import Testing

struct AssortmentTests {
    private static let day: Int64 = 86_400_000

    private func shape(
        items: Int, drift: Double = 0, newItems: Double = 0, seed: UInt64 = 1
    ) -> TrafficShape {
        var shape = TrafficShape()
        shape.items = items
        shape.driftPerDay = drift
        shape.newItemsPerDay = newItems
        shape.seed = seed
        return shape
    }

    private func items(_ shape: TrafficShape, day: Double) -> [Int64] {
        var assortment = Assortment(shape)
        let time = shape.start + Int64(day * Double(Self.day))
        return (0..<shape.items).map { assortment.item(at: $0, time) }
    }

    @Test(arguments: [1, 2, 31, 1_000, 4_099], [0.0, 0.3])
    func `each place has one item, and that item knows its place`(count: Int, share: Double) {
        let shape = shape(items: count, drift: share, newItems: share)
        var assortment = Assortment(shape)
        for day in [0, 1, 40] {
            let time = shape.start + Int64(day) * Self.day
            let items = items(shape, day: Double(day))
            #expect(Set(items).count == count)
            let places = items.map { assortment.place(of: $0, time) }
            #expect(places == Array(0..<count))
        }
    }

    @Test(arguments: [0.05, 0.2])
    func `each day the share of places that drift says has other items`(share: Double) {
        let shape = shape(items: 20_000, drift: share)
        var moved = 0.0
        for day in 0..<10 {
            let days = zip(items(shape, day: Double(day)), items(shape, day: Double(day + 1)))
            moved += Double(days.count { $0 != $1 }) / 20_000 / 10
        }
        #expect(abs(moved - share) < 0.1 * share)
        let still = zip(items(shape, day: 0), items(shape, day: 0.001)).count { $0 != $1 }
        #expect(Double(still) < 0.02 * 20_000)
    }

    @Test func `without drift and new items a place's number is its item`() {
        #expect(items(shape(items: 100), day: 300) == (0..<100).map(Int64.init))
    }

    @Test func `as many new items come each day as asked for, each for another`() {
        let shape = shape(items: 20_000, newItems: 0.02)
        for day in [1.0, 5.0, 49.0] {
            let new = items(shape, day: day).count { $0 >= 20_000 }
            let expected = 20_000 * 0.02 * day
            // Births are spread evenly: binomial.
            let deviation = (expected * (1 - 0.02 * day)).squareRoot()
            #expect(abs(Double(new) - expected) < 4 * deviation)
        }
    }

    @Test func `no item is seen before its birth, and many are after it`() {
        var shape = shape(items: 3_000, drift: 0.1, newItems: 0.05)
        shape.meanGapMilliseconds = 10_000
        shape.botShare = 0.001
        let assortment = Assortment(shape)
        var newCount = 0
        var isEarly = false
        for visit in TrafficTests.visits(shape, 100_000) {
            guard let birth = assortment.birth(of: visit.item) else { continue }
            newCount += 1
            if visit.timestamp < birth { isEarly = true }
        }
        #expect(!isEarly)
        #expect(newCount > 10_000)
    }

    @Test func `relatives have probabilities that add up to 1, the likeliest first`() {
        var recommender = KnowingRecommender(shape(items: 50, drift: 0.1))
        for item in Int64(0)..<50 {
            let relatives = recommender.relatives(of: item, at: TrafficShape().start)
            #expect(abs(relatives.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
            #expect(relatives.map(\.probability) == relatives.map(\.probability).sorted(by: >))
            #expect(Set(relatives.map(\.item)).count == relatives.count)
        }
    }
}
