/// Some of the events that pass by, for whoever watches the stream.
///
/// At most `eventsOfBatchMax` of a batch and `eventsMax` in all, whatever passes; a batch costs a
/// comparison while nobody watches. Times are those of one clock that never goes back.
package struct EventGlance: Sendable {
    package static let eventsOfBatchMax = 32
    package static let eventsMax = 256
    /// So long after somebody has looked it goes on.
    package static let attention = Duration.seconds(10)

    /// In the order of the stream; none from before somebody began to watch.
    package private(set) var events = EventBatch()
    private var watchedUntil = Duration.zero

    package init() {}

    /// Whether somebody has watched of late: where not, there is no need to ask the clock.
    package var isWatched: Bool { watchedUntil > .zero }

    /// Somebody looks.
    package mutating func watch(at now: Duration) {
        if now >= watchedUntil { events.removeAll() }
        watchedUntil = now + Self.attention
    }

    /// Takes events at equal distances, the last one among them.
    package mutating func take(_ batch: EventBatch, at now: Duration) {
        if now >= watchedUntil { watchedUntil = .zero }
        if !isWatched || batch.isEmpty { return }
        let count = min(batch.count, Self.eventsOfBatchMax)
        if events.count + count > Self.eventsMax { events.removeAll() }
        for place in 1...count {
            events.append(batch.events[place * batch.count / count - 1], from: batch.arena)
        }
    }
}
