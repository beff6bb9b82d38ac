package import CovisitCore
internal import CSimdJSON

/// Reads OTTO's recordings: one session a line, `{"session":1,"events":[{"aid":..},..]}`.
///
/// Fields are spelt as the schema says, except "events". A decoder serves one call at a time.
package final class SessionLineDecoder {
    /// What became of a line.
    package enum Outcome: Sendable, Equatable {
        /// So many events were appended, with offsets that follow each other.
        case decoded(eventCount: Int)
        /// The line is wrong as a whole, and so is each of its events.
        case rejected(RejectReason)
        /// No list of events was met: it may be the line of a single event.
        case noSessionLine
    }

    /// Longest line, in bytes: some 300,000 events.
    package static let lineByteCountMax = 16 * 1024 * 1024

    private let parser: SchemaParser
    private let window: TimestampWindow
    private let needsSession: Bool
    /// Of the last line: how many events stand before the first that is wrong.
    package private(set) var goodEventCount = 0

    /// Without `needsSession` a line need not name one, and its events are those of session 0.
    package init(
        schema: EventSchema, lineByteCountMax: Int = SessionLineDecoder.lineByteCountMax,
        needsSession: Bool = true
    ) {
        self.needsSession = needsSession
        // An event lies two levels below its line, and may be as deep as it may be on its own.
        parser = SchemaParser(
            schema: schema, payloadByteCountMax: lineByteCountMax, depthMax: schema.depthMax + 2)
        window = TimestampWindow(schema: schema)
    }

    /// Appends all events of the line in their order, the first at `firstOffset`, or none.
    package func decode(
        _ line: UnsafeRawBufferPointer, partition: Int32, firstOffset: Int64, clock: Int64,
        into batch: inout EventBatch
    ) -> Outcome {
        var session = covisit_session()
        let reason = parser.parse(line, needsSession: needsSession, into: &session)
        goodEventCount = session.event_count
        if let reason {
            return session.has_events ? .rejected(reason) : .noSessionLine
        }
        let events = UnsafeBufferPointer(start: session.events, count: session.event_count)
        for (index, event) in events.enumerated() {
            if let reason = window.reason(against: event.timestamp, clock: clock) {
                goodEventCount = index
                return .rejected(reason)
            }
        }
        for (index, parsed) in events.enumerated() {
            let offset = firstOffset + Int64(index)
            guard let event = batch.event(parsed, partition: partition, offset: offset) else {
                return .rejected(.badType)
            }
            batch.append(event)
        }
        return .decoded(eventCount: events.count)
    }
}
