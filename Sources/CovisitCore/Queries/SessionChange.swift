/// What the newest event of a session did to its lists.
package struct SessionChange: Sendable {
    package var event: TailEvent
    /// As they would be without the event, and as they are; both by the counts of now.
    package var before: SessionLists
    package var after: SessionLists
}

extension EngineReader {
    /// What the newest event of a session that the engine holds has moved; nil for any other
    /// session. It costs what the session's lists cost, twice.
    package func change(ofSession id: ExternalID, in arena: [UInt8]) -> SessionChange? {
        guard let session = engine.session(id, in: arena), let event = session.tail.last else {
            return nil
        }
        let earlier = session.tail.dropLast()
        return SessionChange(
            event: event,
            before: lists(of: earlier, timestamp: earlier.last?.timestamp ?? 0),
            after: lists(of: session.tail[...], timestamp: event.timestamp))
    }
}
