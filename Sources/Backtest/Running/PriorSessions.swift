internal import CovisitCore

extension TestFeed {
    /// The newest event of each session of the catalogue that this feed holds, in the order of
    /// time: seen by the engine once more, without learning, it brings the session's lists and
    /// changes nothing else.
    package func newestEvents(_ catalogue: Catalogue) -> TestFeed {
        var isTaken = [Bool](repeating: false, count: catalogue.sessions.bound)
        var all = EventBatch()
        var places: [(batch: Int, event: Int)] = []
        for batch in batches.indices.reversed() {
            let arena = batches[batch].arena
            for event in batches[batch].events.indices.reversed() {
                let id = batches[batch].events[event].session
                guard let session = catalogue.session(id, in: arena), !isTaken[Int(session)]
                else { continue }
                isTaken[Int(session)] = true
                places.append((batch, event))
            }
        }
        for place in places.reversed() {
            all.append(
                batches[place.batch].events[place.event], from: batches[place.batch].arena)
        }
        return TestFeed(all)
    }
}
