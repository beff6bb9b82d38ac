internal import CovisitCore
internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// Turns files into batches: the recorded source without its actor.
final class RecordingReader {
    /// A batch ends after so many bytes, whatever its lines hold: rejected ones are copied.
    private static let batchByteCountMax = 16 * 1024 * 1024
    /// How much of a rejected line is kept.
    private static let rejectedByteCountMax = 64 * 1024

    private let batchEventsMax: Int
    private let progress: InputProgress
    private let decoder: RecordedLineDecoder
    private let lines: RecordingLines
    private var files: ArraySlice<FilePath>
    private var hasFile = false
    /// Index of the next record, over all files, and how many more events may be delivered.
    private var nextRecord: Int64 = 0
    private var eventsLeft: Int
    /// Events of a session's line that found no room in the batch, the first `pendingTaken` gone.
    private var pending = EventBatch()
    private var pendingTaken = 0

    init(
        files: [FilePath], progress: InputProgress, decoder: RecordedLineDecoder,
        lines: RecordingLines, batchEventsMax: Int, limit: Int?
    ) {
        self.files = files[...]
        self.progress = progress
        self.decoder = decoder
        self.lines = lines
        self.batchEventsMax = max(batchEventsMax, 1)
        eventsLeft = limit ?? .max
    }

    /// Adds records until the batch is full or the files are at their end. What was added before
    /// an error stays added.
    func fill(_ batch: inout InputBatch, clock: Int64) throws(RecordingError) {
        decoder.clock = clock
        batch.clock = clock
        while eventsLeft > 0 && hasRoom(batch) {
            if pendingTaken < pending.count {
                takePending(into: &batch)
            } else if let line = try nextLine() {
                take(line, into: &batch)
            } else {
                break
            }
        }
    }

    /// The offset that the next record will have.
    var nextOffset: Int64 {
        pendingTaken < pending.count ? pending.events[pendingTaken].offset : nextRecord
    }

    private func hasRoom(_ batch: InputBatch) -> Bool {
        batch.recordCount < batchEventsMax && batch.payloadByteCount < Self.batchByteCountMax
    }

    private func nextLine() throws(RecordingError) -> RecordingLines.Line? {
        while true {
            if hasFile, let line = try lines.next() { return line }
            guard let path = files.popFirst() else { return nil }
            lines.begin(try RecordingFile(path: path, progress: progress))
            hasFile = true
        }
    }

    private func take(_ line: RecordingLines.Line, into batch: inout InputBatch) {
        let bytes = Self.withoutCarriageReturn(line.bytes)
        batch.payloadByteCount += bytes.count
        if line.isTooLong { return reject(bytes, .tooLarge, into: &batch) }
        pending.removeAll()
        pendingTaken = 0
        let outcome = decoder.decode(
            bytes, offset: nextRecord, into: &batch.events, pending: &pending)
        switch outcome {
        case .event:
            nextRecord += 1
            eventsLeft -= 1
        case .session(let eventCount): nextRecord += Int64(eventCount)
        case .rejected(let reason): reject(bytes, reason, into: &batch)
        }
    }

    private func reject(
        _ bytes: UnsafeRawBufferPointer, _ reason: RejectReason, into batch: inout InputBatch
    ) {
        let position = SourcePosition(partition: decoder.partition, offset: nextRecord)
        let payload = Array(bytes.prefix(Self.rejectedByteCountMax))
        batch.rejected.append(
            RejectedRecord(position: position, reason: reason, key: nil, payload: payload))
        nextRecord += 1
    }

    private func takePending(into batch: inout InputBatch) {
        let room = min(batchEventsMax - batch.recordCount, eventsLeft)
        let end = min(pendingTaken + room, pending.count)
        for event in pending.events[pendingTaken..<end] {
            batch.events.append(event, from: pending.arena)
        }
        eventsLeft -= end - pendingTaken
        pendingTaken = end
    }

    private static func withoutCarriageReturn(
        _ bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        bytes.last == 0x0D ? UnsafeRawBufferPointer(rebasing: bytes.dropLast()) : bytes
    }
}
