package import CovisitCore
internal import CSimdJSON

/// Turns payloads into events by one schema.
///
/// A decoder belongs to one source and serves one call at a time. Depth limits beyond 64 levels
/// count as 64.
package final class EventDecoder {
    private let parser: SchemaParser
    private let window: TimestampWindow
    private var parsed = covisit_event()

    package init(schema: EventSchema) {
        parser = SchemaParser(
            schema: schema, payloadByteCountMax: schema.payloadByteCountMax,
            depthMax: schema.depthMax)
        window = TimestampWindow(schema: schema)
    }

    /// Appends the payload's event to `batch`, or says why there is none; nil is a tombstone.
    ///
    /// `clock` is milliseconds since 1970, `Int64.max` where there is none. The payload is read
    /// in place: it needs no padding, and nothing of it is kept.
    package func decode(
        _ payload: UnsafeRawBufferPointer?, partition: Int32, offset: Int64, clock: Int64,
        into batch: inout EventBatch
    ) -> RejectReason? {
        guard let payload else { return .tombstone }
        if payload.isEmpty { return .empty }
        if let reason = parser.parse(payload, into: &parsed) { return reason }
        if let reason = window.reason(against: parsed.timestamp, clock: clock) { return reason }
        guard let event = batch.event(parsed, partition: partition, offset: offset) else {
            return .badType
        }
        batch.append(event)
        return nil
    }
}
