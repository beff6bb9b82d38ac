internal import CovisitCore
internal import Fuzzing
internal import WireFormats

/// Both decoders of one schema, and what must hold of whatever they say.
final class SchemaReader {
    /// What became of one input.
    private struct Verdict: Equatable {
        var reason: RejectReason?
        var line = SessionLineDecoder.Outcome.noSessionLine
    }

    private static let clock: Int64 = 1_700_000_000_000
    private static let firstOffset: Int64 = 7
    private static let partition: Int32 = 3

    private let schema: EventSchema
    private let events: EventDecoder
    private let lines: SessionLineDecoder
    /// Reads what `EventEncoder` writes.
    private let plain = EventDecoder(schema: .anyTime)
    private var batch = EventBatch()
    private var copy = EventBatch()
    private var encoded: [UInt8] = []
    private var verdict = Verdict()

    init(_ schema: EventSchema) {
        self.schema = schema
        events = EventDecoder(schema: schema)
        lines = SessionLineDecoder(schema: schema, lineByteCountMax: 8192)
    }

    /// Decodes, and checks what came of it.
    func check(_ payload: UnsafeRawBufferPointer) throws(BrokenInvariant) {
        verdict = decode(payload)
        let eventCount = verdict.reason == nil ? 1 : 0
        var lineCount = 0
        if case .decoded(let count) = verdict.line { lineCount = count }
        try require(batch.count == eventCount + lineCount, "\(batch.count) events: \(verdict)")
        if batch.isEmpty { try require(batch.arena.isEmpty, "bytes of a rejected event stayed") }
        for (index, event) in batch.events.enumerated() {
            try checkValues(of: event)
            let offset = Self.firstOffset + Int64(index < eventCount ? 0 : index - eventCount)
            try require(event.offset == offset, "offset \(event.offset)")
            try require(event.partition == Self.partition, "partition \(event.partition)")
            try checkRoundTrip(of: event)
        }
        for event in batch.events.dropFirst(eventCount + 1) {
            let first = batch.events[eventCount].session
            try require(isSame(event.session, in: batch, first, in: batch), "two sessions")
        }
    }

    /// Decodes the same bytes as before at another place: the outcome must not differ.
    func checkAgain(_ payload: UnsafeRawBufferPointer) throws(BrokenInvariant) {
        let before = verdict
        let count = batch.count
        verdict = decode(payload)
        try require(verdict == before, "\(before), then \(verdict)")
        try require(batch.count == count, "\(count) events, then \(batch.count)")
    }

    private func decode(_ payload: UnsafeRawBufferPointer) -> Verdict {
        batch.removeAll()
        let reason = events.decode(
            payload, partition: Self.partition, offset: Self.firstOffset, clock: Self.clock,
            into: &batch)
        let line = lines.decode(
            payload, partition: Self.partition, firstOffset: Self.firstOffset,
            clock: Self.clock, into: &batch)
        return Verdict(reason: reason, line: line)
    }

    private func checkValues(of event: Event) throws(BrokenInvariant) {
        let (sum, overflows) = Self.clock.addingReportingOverflow(
            schema.futureToleranceMilliseconds)
        let newest = overflows ? Event.timestampMax : min(sum, Event.timestampMax)
        try require(
            (schema.oldestTimestamp...newest).contains(event.timestamp), "ts \(event.timestamp)")
        try check(event.session)
        try check(event.item)
    }

    private func check(_ id: ExternalID) throws(BrokenInvariant) {
        if id.isInteger { return try require(id.integer >= 0, "id \(id.integer)") }
        try require(id.byteCount <= ExternalID.byteCountMax, "an id of \(id.byteCount) bytes")
        try require(id.range.upperBound <= batch.arena.count, "an id outside of the arena")
        let bytes = batch.arena[id.range]
        try require(!bytes.contains { $0 < 0x20 || $0 == 0x7F }, "control characters: \(bytes)")
        try require(String(validating: bytes, as: UTF8.self) != nil, "not UTF-8: \(bytes)")
    }

    private func checkRoundTrip(of event: Event) throws(BrokenInvariant) {
        encoded.removeAll(keepingCapacity: true)
        EventEncoder.append(event, arena: batch.arena, to: &encoded)
        copy.removeAll()
        let reason = encoded.withUnsafeBytes {
            plain.decode(
                $0, partition: event.partition, offset: event.offset, clock: .max, into: &copy)
        }
        try require(reason == nil, "what was encoded is rejected: \(String(describing: reason))")
        let again = copy.events[0]
        try require(
            again.timestamp == event.timestamp && again.type == event.type
                && isSame(again.session, in: copy, event.session, in: batch)
                && isSame(again.item, in: copy, event.item, in: batch),
            "\(event) became \(again)")
    }

    /// Whether two ids are equal, wherever their bytes lie.
    private func isSame(
        _ one: ExternalID, in batch: EventBatch, _ other: ExternalID, in otherBatch: EventBatch
    ) -> Bool {
        if one.isInteger || other.isInteger { return one == other }
        return batch.arena[one.range] == otherBatch.arena[other.range]
    }
}

extension EventSchema {
    fileprivate static var anyTime: EventSchema {
        var schema = EventSchema()
        schema.oldestTimestamp = 0
        return schema
    }
}
