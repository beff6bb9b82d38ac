package import CovisitCore
import Glibc

/// An endless shop: sessions that begin, look around among related items, come back, buy, end.
///
/// Sessions run side by side, and events come out in the order of their time. Memory grows with
/// the sessions that are open at once.
package struct Traffic {
    package struct Visit: Sendable, Equatable {
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
        var isBot: Bool
        var history = VisitHistory()
    }

    private let shape: TrafficShape
    private var assortment: Assortment
    private let dayCurve: DayCurve?
    private var random: SeededGenerator
    private var returns: SeededGenerator
    private var open: [OpenSession] = []
    /// Places in `open` that are free again.
    private var free: [Int] = []
    private var queue = DueQueue()
    private var nextStart: Double
    private var sessionCount: Int64 = 0

    package init(_ shape: TrafficShape) {
        self.shape = shape
        assortment = Assortment(shape)
        dayCurve = DayCurve(swing: shape.dayCurve)
        random = SeededGenerator(seed: shape.seed)
        returns = SeededGenerator(seed: shape.seed, stream: TrafficStream.returns)
        nextStart = Double(shape.start)
    }

    package mutating func next() -> Visit {
        while true {
            guard let first = queue.first, nextStart > Double(first.time) else {
                begin()
                continue
            }
            var session = open[first.index]
            open[first.index].history = VisitHistory()
            let visit = advance(&session)
            if session.remaining == 0 {
                queue.removeFirst()
                free.append(first.index)
            } else {
                queue.postponeFirst(to: session.next)
                open[first.index] = session
            }
            return visit
        }
    }

    private mutating func begin() {
        let length = shape.sessionLengthMedian * exp(shape.sessionLengthSigma * gaussian(&random))
        let bot = Bot(shape, session: sessionCount)
        let session = OpenSession(
            number: sessionCount, next: Int64(nextStart),
            remaining: bot?.length
                ?? min(shape.sessionLengthMax, max(1, Int(length.rounded()))),
            isBot: bot != nil)
        if let index = free.popLast() {
            open[index] = session
            queue.add(index, at: session.next)
        } else {
            open.append(session)
            queue.add(open.count - 1, at: session.next)
        }
        sessionCount += 1
        let visitorLength =
            shape.sessionLengthMedian
            * exp(shape.sessionLengthSigma * shape.sessionLengthSigma / 2)
        let meanLength = visitorLength * (1 - shape.botShare) + Bot.meanLength(shape)
        let gap = exponential(shape.meanGapMilliseconds * meanLength, &random)
        nextStart = dayCurve?.time(nextStart, after: gap) ?? nextStart + gap
    }

    private mutating func advance(_ session: inout OpenSession) -> Visit {
        session.remaining -= 1
        if session.isBot, let bot = Bot(shape, session: session.number) {
            return advance(&session, as: bot)
        }
        let (item, type) = choose(session.history, session.next)
        session.history.add(item, type)
        let visit = Visit(
            session: session.number, item: item, timestamp: session.next, type: type)
        let isPause = random.uniform() < shape.pauseShare
        session.next += 1_000 + Int64(exponential(isPause ? 43_200_000 : 60_000, &random))
        if shape.returnShare > 0, returns.happens(shape.returnShare) {
            session.next += Int64(exponential(Double(3 * dayMilliseconds), &returns))
        }
        return visit
    }

    private mutating func advance(_ session: inout OpenSession, as bot: Bot) -> Visit {
        let number = bot.length - 1 - session.remaining
        let item = assortment.item(in: bot.slot(number, of: shape.items), session.next)
        defer { session.next += Bot.gapMilliseconds }
        return Visit(
            session: session.number, item: item, timestamp: session.next, type: .clicks)
    }

    private mutating func choose(
        _ history: VisitHistory, _ time: Int64
    ) -> (item: Int64, type: EventType) {
        let draw = random.uniform()
        if draw < shape.orderShare, let bought = history.nextOrder {
            return (bought, .orders)
        }
        if draw < shape.orderShare + shape.cartShare, let last = history.clicked.last {
            return (last, .carts)
        }
        return (nextClick(history, time), .clicks)
    }

    private mutating func nextClick(
        _ history: VisitHistory, _ time: Int64
    ) -> Int64 {
        guard let last = history.clicked.last else {
            return assortment.popularItem(&random, time)
        }
        if random.uniform() < shape.revisitShare {
            let back = Int(exponential(VisitHistory.meanWayBack, &random)) % history.clicked.count
            return history.clicked[history.clicked.count - 1 - back]
        }
        if random.uniform() < shape.relativeShare {
            return assortment.relative(of: last, &random, time)
        }
        return assortment.popularItem(&random, time)
    }
}
