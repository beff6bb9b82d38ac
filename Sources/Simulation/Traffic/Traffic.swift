package import CovisitCore
import Glibc

/// An endless shop: sessions that begin, look around among related items, come back, buy, end.
///
/// Sessions run side by side, and events come out in the order of their time. Memory grows with
/// the sessions that are open at once.
package struct Traffic {
    package struct Visit: Sendable {
        package var session: Int64
        package var item: Int64
        package var timestamp: Int64
        package var type: EventType

        package init(session: Int64, item: Int64, timestamp: Int64, type: EventType) {
            self.session = session
            self.item = item
            self.timestamp = timestamp
            self.type = type
        }
    }

    private struct OpenSession {
        var number: Int64
        var next: Int64
        var remaining: Int
        var items: [Int64] = []
        var carted: [Int64] = []
    }

    private let shape: TrafficShape
    private var random: SeededGenerator
    /// A heap, the session with the next event at the top.
    private var open: [OpenSession] = []
    private var nextStart: Double
    private var sessionCount: Int64 = 0

    package init(_ shape: TrafficShape) {
        self.shape = shape
        random = SeededGenerator(seed: shape.seed)
        nextStart = Double(shape.start)
    }

    package mutating func next() -> Visit {
        while open.isEmpty || nextStart <= Double(open[0].next) { begin() }
        var session = open[0]
        open[0].items = []
        let visit = advance(&session)
        open[0] = session
        if session.remaining == 0 {
            open.swapAt(0, open.count - 1)
            open.removeLast()
        }
        siftDown()
        return visit
    }

    private mutating func begin() {
        let length = shape.sessionLengthMedian * exp(shape.sessionLengthSigma * gaussian())
        open.append(
            OpenSession(
                number: sessionCount, next: Int64(nextStart),
                remaining: min(shape.sessionLengthMax, max(1, Int(length.rounded())))))
        sessionCount += 1
        let meanLength =
            shape.sessionLengthMedian
            * exp(shape.sessionLengthSigma * shape.sessionLengthSigma / 2)
        nextStart += exponential(shape.meanGapMilliseconds * meanLength)
        siftUp()
    }

    private mutating func advance(_ session: inout OpenSession) -> Visit {
        var (item, type) = (Int64(0), EventType.clicks)
        let draw = random.uniform()
        if draw < shape.orderShare, let bought = session.carted.last ?? session.items.last {
            (item, type) = (bought, .orders)
            _ = session.carted.popLast()
        } else if draw < shape.orderShare + shape.cartShare, let last = session.items.last {
            (item, type) = (last, .carts)
            session.carted.append(last)
        } else {
            item = nextItem(session)
            session.items.append(item)
        }
        let visit = Visit(
            session: session.number, item: item, timestamp: session.next, type: type)
        session.remaining -= 1
        let isPause = random.uniform() < shape.pauseShare
        session.next += 1_000 + Int64(exponential(isPause ? 43_200_000 : 60_000))
        return visit
    }

    private mutating func nextItem(_ session: OpenSession) -> Int64 {
        guard let last = session.items.last else { return popularItem() }
        if random.uniform() < shape.revisitShare {
            let back = Int(exponential(3)) % session.items.count
            return session.items[session.items.count - 1 - back]
        }
        if random.uniform() < shape.relativeShare {
            // Closer relatives are likelier; who is whose relative depends on the seed alone.
            let which = UInt64(random.uniform() * random.uniform() * Double(shape.relativesPerItem))
            var family = SeededGenerator(seed: shape.seed ^ UInt64(last) << 8 ^ which)
            return popularItem(&family)
        }
        return popularItem()
    }

    private mutating func popularItem() -> Int64 {
        var random = self.random
        defer { self.random = random }
        return popularItem(&random)
    }

    /// Draws an item by popularity: of log-normal weights, the one that an event falls on has a
    /// normal score shifted by sigma; its rank is the share of items above that score.
    private func popularItem(_ random: inout SeededGenerator) -> Int64 {
        let score = shape.popularitySigma + Self.gaussian(&random)
        let share = 0.5 * erfc(score / 2.0.squareRoot())
        return min(Int64(shape.items) - 1, Int64(share * Double(shape.items)))
    }

    private mutating func gaussian() -> Double { Self.gaussian(&random) }

    /// Box and Muller's transform.
    private static func gaussian(_ random: inout SeededGenerator) -> Double {
        (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * .pi * random.uniform())
    }

    private mutating func exponential(_ mean: Double) -> Double {
        -mean * log(1 - random.uniform())
    }

    private mutating func siftUp() {
        var child = open.count - 1
        while child > 0, open[child].next < open[(child - 1) / 2].next {
            open.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < open.count && open[child].next < open[least].next {
                least = child
            }
            if least == parent { return }
            open.swapAt(parent, least)
            parent = least
        }
    }
}
