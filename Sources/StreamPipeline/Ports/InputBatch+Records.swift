package import WireFormats

extension InputBatch {
    /// Takes a record: as the event that it is, or as one that is rejected, with its bytes.
    package mutating func take(
        _ position: SourcePosition, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        clock: Int64, _ decoder: EventDecoder
    ) {
        payloadByteCount += value?.count ?? 0
        let reason = decoder.decode(
            value, partition: position.partition, offset: position.offset, clock: clock,
            into: &events)
        guard let reason else { return }
        rejected.append(
            RejectedRecord(
                position: position, reason: reason, key: key.map(Array.init),
                payload: value.map(Array.init)))
    }
}
