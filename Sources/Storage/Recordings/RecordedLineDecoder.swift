internal import CovisitCore
internal import WireFormats

/// Decodes the lines of a recording, telling by their content what they are: one event, or one
/// session with its events. The kind met last is tried first.
final class RecordedLineDecoder {
    enum Outcome {
        /// One event was appended to the batch.
        case event
        /// The events of a session were appended to those pending.
        case session(eventCount: Int)
        case rejected(RejectReason)
    }

    private let eventDecoder: EventDecoder
    private let sessionDecoder: SessionLineDecoder
    let partition: Int32
    /// What times are held against, milliseconds since 1970.
    var clock = Int64.max
    private var expectsSessions = false

    init(schema: EventSchema, lineByteCountMax: Int, partition: Int32) {
        eventDecoder = EventDecoder(schema: schema)
        sessionDecoder = SessionLineDecoder(schema: schema, lineByteCountMax: lineByteCountMax)
        self.partition = partition
    }

    func decode(
        _ line: UnsafeRawBufferPointer, offset: Int64, into batch: inout EventBatch,
        pending: inout EventBatch
    ) -> Outcome {
        if expectsSessions {
            let outcome = decodeSession(line, offset: offset, into: &pending)
            return outcome ?? decodeEvent(line, offset: offset, into: &batch)
        }
        let outcome = decodeEvent(line, offset: offset, into: &batch)
        guard case .rejected = outcome else { return outcome }
        return decodeSession(line, offset: offset, into: &pending) ?? outcome
    }

    private func decodeEvent(
        _ line: UnsafeRawBufferPointer, offset: Int64, into batch: inout EventBatch
    ) -> Outcome {
        let reason = eventDecoder.decode(
            line, partition: partition, offset: offset, clock: clock, into: &batch)
        guard let reason else {
            expectsSessions = false
            return .event
        }
        return .rejected(reason)
    }

    /// nil for a line that is not a session's.
    private func decodeSession(
        _ line: UnsafeRawBufferPointer, offset: Int64, into pending: inout EventBatch
    ) -> Outcome? {
        let outcome = sessionDecoder.decode(
            line, partition: partition, firstOffset: offset, clock: clock, into: &pending)
        switch outcome {
        case .decoded(let eventCount):
            expectsSessions = true
            return .session(eventCount: eventCount)
        case .rejected(let reason):
            return .rejected(reason)
        case .noSessionLine:
            return nil
        }
    }
}
