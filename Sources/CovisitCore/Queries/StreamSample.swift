/// What goes on in the stream at this moment, as a person can take it in.
package struct StreamSample: Sendable {
    package static let sessionsMax = 4
    package static let risingMax = 10

    /// Highest accepted event time, milliseconds.
    package var watermark: Int64
    /// Sessions that were active just now, the latest first.
    package var sessions: [(id: ExternalID, change: SessionChange)] = []
    /// Holds the strings of the sessions' ids.
    package var arena: [UInt8]
    /// Items whose popularity rises, the steepest first.
    package var rising: [RisingItems.Rise]
}

extension EngineReader {
    /// Looks at the sessions and items of these events; costs some ten lists of a session.
    package func sample(
        of events: EventBatch, rising: inout RisingItems, at now: Duration
    ) -> StreamSample {
        var sample = StreamSample(
            watermark: engine.watermark, arena: events.arena,
            rising: rising.read(engine, following: events, at: now, count: StreamSample.risingMax))
        var known = IDTable(countMax: StreamSample.sessionsMax)
        for event in events.events.reversed() where known.count < StreamSample.sessionsMax {
            let hash = event.session.hash(in: events.arena)
            if known.find(event.session, hash: hash, in: events.arena) != nil { continue }
            guard let change = change(ofSession: event.session, in: events.arena) else { continue }
            _ = known.insert(event.session, hash: hash, in: events.arena)
            sample.sessions.append((event.session, change))
        }
        return sample
    }
}
