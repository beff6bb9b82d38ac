internal import CovisitCore
internal import CSimdJSON

extension EventBatch {
    /// The event that was parsed, its string ids copied into this batch; nil for a type that the
    /// schema does not have, which the parser has ruled out.
    mutating func event(_ parsed: covisit_event, partition: Int32, offset: Int64) -> Event? {
        guard let type = EventType(rawValue: parsed.type) else { return nil }
        return Event(
            session: id(parsed.session), item: id(parsed.item), timestamp: parsed.timestamp,
            type: type, partition: partition, offset: offset)
    }

    private mutating func id(_ parsed: covisit_id) -> ExternalID {
        guard let text = parsed.text else { return ExternalID(integer: parsed.integer) }
        return intern(UnsafeRawBufferPointer(start: text, count: Int(parsed.byte_count)))
    }
}
