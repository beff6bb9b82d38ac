import CovisitCore
import Simulation
import Testing

@testable import Backtest

/// Sliding windows, held against a list of everything that was added.
struct QualityWindowTests {
    private struct Added {
        var contribution: Contribution
        var visit: SessionVisit
    }

    private static let hour: Int64 = 3_600_000

    private static func visit(
        _ timestamp: Int64, _ type: EventType, isSeen: Bool = false, tailCount: UInt8 = 5
    ) -> SessionVisit {
        SessionVisit(
            timestamp: timestamp, event: 0, session: 0, item: 0, type: type,
            tailCount: tailCount, isNumbered: false, isTaken: true, isSeen: isSeen)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a window holds what its sixty newest cells do`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = QualityWindow(span: Self.hour)
        var added: [Added] = []
        var watermark: Int64 = 1_600_000_000_000
        for _ in 0..<3_000 {
            // Minutes go by, now and then more than an hour; some events are late.
            let jump = random.uniform() < 0.002 ? 5 * Double(Self.hour) : 40_000
            watermark += Int64(random.uniform() * jump)
            let late = random.uniform() < 0.2 ? Int64(random.uniform() * 1.5 * 3_600_000) : 0
            let visit = Self.visit(
                watermark - late, EventType.allCases[Int(random.uniform() * 3)],
                isSeen: random.uniform() < 0.5, tailCount: UInt8(random.uniform() * 6))
            let hit = Contribution(sum: random.uniform() < 0.4 ? 1 : 0, weight: 1)
            window.advance(to: watermark)
            window.add(hit, of: visit)
            added.append(Added(contribution: hit, visit: visit))
            let cell = Self.hour / 60
            let current = added.filter { watermark / cell - $0.visit.timestamp / cell < 60 }
            if added.count % 50 != 0 { continue }
            for type in EventType.allCases {
                let own = current.filter { $0.visit.type == type }
                func sum(_ isCounted: (SessionVisit) -> Bool) -> Contribution {
                    own.filter { isCounted($0.visit) }.reduce(.zero) { $0 + $1.contribution }
                }
                #expect(window.sum(type, .all) == sum { _ in true })
                #expect(window.sum(type, .seen) == sum(\.isSeen))
                #expect(window.sum(type, .newcomers) == sum { 1...2 ~= $0.tailCount })
            }
        }
    }

    @Test func `without new judgements a window empties as event time goes on`() {
        var tally = QualityTally(spans: [Self.hour, 24 * Self.hour])
        let start: Int64 = 1_600_000_000_000
        tally.add(Contribution(sum: 1, weight: 1), of: Self.visit(start, .carts))
        func weights() -> [Double] { tally.windows.map { $0.sum(.carts, .all).weight } }
        #expect(weights() == [1, 1, 1])
        tally.advance(to: start + Self.hour)
        #expect(weights() == [0, 1, 1])
        tally.advance(to: start + 24 * Self.hour)
        #expect(weights() == [0, 0, 1])
        tally.advance(to: start + 10_000 * Self.hour)
        #expect(weights() == [0, 0, 1])
    }

    @Test func `what is older than a window is in the longer ones only`() {
        var tally = QualityTally(spans: [Self.hour, 24 * Self.hour])
        let start: Int64 = 1_600_000_000_000
        tally.advance(to: start + 2 * Self.hour)
        tally.add(Contribution(sum: 0, weight: 1), of: Self.visit(start, .orders))
        #expect(tally.windows.map { $0.sum(.orders, .all).weight } == [0, 1, 1])
    }
}
