internal import CovisitCore

extension TestFeed {
    /// Events with this partition teach, all others are predicted.
    static let teachingPartition: Int32 = 1

    /// This feed, and in it, right behind its last event, each session once more, to be learnt
    /// from: under a name of its own, so that its predictions see nothing of it.
    ///
    /// Of a session that began before the feed, the pairs with its earlier events are not learnt.
    func withCompletedSessions(_ catalogue: Catalogue) -> TestFeed {
        var remaining = [Int](repeating: 0, count: catalogue.sessions.bound)
        forEachEvent { event, arena in
            if let session = catalogue.session(event.session, in: arena) {
                remaining[Int(session)] += 1
            }
        }
        var feed = TestFeed()
        var waiting = [EventBatch](repeating: EventBatch(), count: remaining.count)
        forEachEvent { event, arena in
            var event = event
            event.partition = 0
            feed.appendInOrder(event, from: arena)
            guard let session = catalogue.session(event.session, in: arena) else { return }
            event.partition = Self.teachingPartition
            // Session ids of a shop are far below.
            event.session = ExternalID(integer: Int64.max - Int64(session))
            waiting[Int(session)].append(event, from: arena)
            remaining[Int(session)] -= 1
            guard remaining[Int(session)] == 0 else { return }
            for event in waiting[Int(session)].events {
                feed.appendInOrder(event, from: waiting[Int(session)].arena)
            }
            waiting[Int(session)] = EventBatch()
        }
        return feed
    }
}
