internal import CovisitCore

/// Where recorded events are divided: what comes before is learnt from, and what begins later is
/// predicted.
package enum SplitPoint: Sendable, Equatable {
    /// So many milliseconds before the last event.
    case last(Int64)
    /// Milliseconds since 1970.
    case time(Int64)
    /// So that this share of the events comes later.
    case share(Double)

    /// The time, for these events.
    package func time(in feed: TestFeed) -> Int64 {
        switch self {
        case .last(let span): return feed.lastTimestamp - span
        case .time(let time): return time
        case .share(let share):
            let place = Int((1 - share) * Double(feed.eventCount))
            var before = 0
            for batch in feed.batches {
                if place < before + batch.count { return batch.events[place - before].timestamp }
                before += batch.count
            }
            return feed.lastTimestamp
        }
    }
}

/// A time-ordered split, as OTTO's organisers make theirs.
///
/// Events before `time` are learnt from. Sessions that begin at `time` or later are validated. A
/// session that begins before and goes on is learnt from as far as it came; the rest of it is left
/// out, since half of what it does is known already.
package struct TimeSplit: Sendable {
    package let time: Int64
    package private(set) var training = TestFeed()
    package private(set) var validation = TestFeed()
    package private(set) var validatedSessionCount = 0
    /// Sessions that were cut off, and what was left out of them.
    package private(set) var straddlingSessionCount = 0
    package private(set) var leftOutEventCount = 0

    package init(_ feed: TestFeed, at time: Int64) {
        self.time = time
        var sessions = IDTable()
        var begins: [Int64] = []
        var isStraddling: [Bool] = []
        var (before, after) = (EventBatch(), EventBatch())
        for batch in feed.batches {
            for event in batch.events {
                let hash = event.session.hash(in: batch.arena)
                let known = sessions.find(event.session, hash: hash, in: batch.arena)
                let session = Int(
                    known ?? sessions.insert(event.session, hash: hash, in: batch.arena))
                if known == nil {
                    while begins.count <= session {
                        begins.append(0)
                        isStraddling.append(false)
                    }
                    begins[session] = event.timestamp
                    if event.timestamp >= time { validatedSessionCount += 1 }
                }
                if event.timestamp < time {
                    before.append(event, from: batch.arena)
                } else if begins[session] >= time {
                    after.append(event, from: batch.arena)
                } else {
                    leftOutEventCount += 1
                    if !isStraddling[session] { straddlingSessionCount += 1 }
                    isStraddling[session] = true
                }
            }
        }
        training = TestFeed(before)
        validation = TestFeed(after)
    }
}
