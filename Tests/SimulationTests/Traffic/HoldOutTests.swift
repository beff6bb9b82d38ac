import CovisitCore
import Simulation
import Testing

struct HoldOutTests {
    private func visit(
        _ session: Int64, _ item: Int64, _ time: Int64, _ type: EventType = .clicks
    ) -> Traffic.Visit {
        Traffic.Visit(session: session, item: item, timestamp: time, type: type)
    }

    @Test func `what begins before is learnt from, and what it does later is left out`() {
        var holdOut = HoldOut(from: 100, seed: 1)
        #expect(holdOut.take(visit(0, 1, 50)) == .training)
        #expect(holdOut.take(visit(1, 1, 99)) == .training)
        #expect(holdOut.take(visit(0, 1, 100)) == .leftOut)
        #expect(holdOut.take(visit(2, 1, 100)) == .heldOut)
        #expect(holdOut.take(visit(1, 1, 101)) == .leftOut)
        #expect(holdOut.take(visit(2, 1, 102)) == .heldOut)
        #expect(holdOut.take(visit(3, 1, 103)) == .heldOut)
        // Session 3 has nothing that could come true.
        #expect(holdOut.cuts().map(\.session) == [2])
    }

    @Test func `labels are the next click, and all carts and orders, each once`() throws {
        let visits = [
            visit(9, 1, 1), visit(9, 2, 2), visit(9, 2, 3, .carts), visit(9, 3, 4),
            visit(9, 3, 5, .carts), visit(9, 3, 6, .carts), visit(9, 3, 7, .orders),
            visit(9, 4, 8), visit(9, 2, 9, .orders),
        ]
        var places: Set<Int> = []
        for seed in UInt64(1)...60 {
            var holdOut = HoldOut(from: 0, seed: seed)
            for visit in visits { _ = holdOut.take(visit) }
            let cut = try #require(holdOut.cuts().first)
            let later = visits[cut.shown.count...]
            #expect(cut.shown == Array(visits[..<cut.shown.count]))
            #expect(cut.labels[0] == later.first { $0.type == .clicks }.map { [$0.item] } ?? [])
            for (objective, labels) in zip([EventType.carts, .orders], cut.labels.dropFirst()) {
                let items = later.filter { $0.type == objective }.map(\.item)
                #expect(Set(items) == Set(labels) && labels.count == Set(labels).count)
            }
            places.insert(cut.shown.count)
        }
        // Every place is drawn, and none that leaves nothing on one side.
        #expect(places == Set(1...8))
    }

    @Test func `a session is cut at the same place whatever else there is`() {
        var shape = TrafficShape.otto
        shape.items = 500
        let visits = TrafficTests.visits(shape, 3_000)
        var (all, some) = (HoldOut(from: 0, seed: 1), HoldOut(from: 0, seed: 1))
        for visit in visits {
            _ = all.take(visit)
            if visit.session % 2 == 0 { _ = some.take(visit) }
        }
        let even = all.cuts().filter { $0.session % 2 == 0 }
        #expect(even.map(\.shown) == some.cuts().map(\.shown))
        #expect(even.count > 50)
    }
}
