/// When events are due that come evenly, so many a second; and how late they are.
///
/// Times are seconds since the beginning.
package struct SteadyRate: Sendable {
    package let eventsPerSecond: Double
    package private(set) var handedOver = 0
    /// The longest that an event was handed over after it was due.
    package private(set) var worstLag = 0.0

    package init(eventsPerSecond: Double) {
        self.eventsPerSecond = eventsPerSecond
    }

    /// How many events are due and not handed over: the first is due at once.
    package func dueCount(at seconds: Double) -> Int {
        Int(seconds * eventsPerSecond) + 1 - handedOver
    }

    /// When the next event is due.
    package var nextDue: Double { Double(handedOver) / eventsPerSecond }

    /// Notes that the next events were handed over by this time.
    package mutating func handOver(_ count: Int, at seconds: Double) {
        worstLag = max(worstLag, seconds - nextDue)
        handedOver += count
    }
}
