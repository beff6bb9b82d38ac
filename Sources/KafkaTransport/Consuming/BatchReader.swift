internal import CRdkafka
internal import StreamPipeline
internal import WireFormats

/// Turns the messages of one batch call into events, rejects and errors, in their order.
struct BatchReader {
    struct ReadError {
        enum Kind {
            /// The broker does not have the offset that we asked for.
            case outOfRange
            /// The topic is not there, or the broker that was asked has not heard of it yet.
            case missing
            /// Nothing will come any more until somebody acts.
            case stops
            /// librdkafka goes on by itself.
            case passes
        }

        let kind: Kind
        let error: KafkaError
        let partition: Int32
        let offset: Int64
    }

    struct Result {
        var errors: [ReadError] = []
        /// Records of partitions that are not ours, or that came twice.
        var droppedCount = 0
        /// Partitions whose anchor was looked at, or has gone.
        var lookedAt: [Int32] = []
        /// Those of them that hold the record that was read there.
        var verifiedCount = 0
        /// Partitions that hold another record there; nothing more was taken from them.
        var rewritten: [Int32: Int64] = [:]
    }

    /// Messages come in long runs of one partition: looked up once a run.
    private struct Run {
        var partition: Int32 = -1
        /// nil: nothing is taken.
        var nextOffset: Int64?
        /// To be found before anything is taken.
        var anchor: RecordAnchor?
        /// The record taken last; lives until `read` returns.
        var last: UnsafePointer<rd_kafka_message_t>?
    }

    private(set) var result = Result()
    private let decoder: EventDecoder
    private let clock: Int64
    private let progress: PartitionProgress
    private let ours: Set<Int32>
    private var unverified: [Int32: RecordAnchor]
    private var run = Run()
    private var lastTaken: [Int32: UnsafePointer<rd_kafka_message_t>] = [:]

    init(decoder: EventDecoder, clock: Int64, progress: PartitionProgress, ours: Set<Int32>) {
        self.decoder = decoder
        self.clock = clock
        self.progress = progress
        self.ours = ours
        unverified = progress.unverified
    }

    mutating func read(
        _ messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>,
        into batch: inout InputBatch
    ) {
        for case let message? in messages {
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                take(error: message)
                continue
            }
            if message.pointee.partition != run.partition {
                endRun(in: &batch)
                beginRun(message.pointee.partition, in: batch)
            }
            if run.anchor != nil, look(at: message) { continue }
            guard let nextOffset = run.nextOffset, message.pointee.offset >= nextOffset else {
                result.droppedCount += 1
                continue
            }
            take(record: message.pointee, into: &batch)
            run.nextOffset = message.pointee.offset + 1
            run.last = UnsafePointer(message)
        }
        endRun(in: &batch)
        for (partition, message) in lastTaken { batch.anchors[partition] = anchor(at: message) }
    }

    private func take(record: rd_kafka_message_t, into batch: inout InputBatch) {
        batch.take(
            SourcePosition(partition: record.partition, offset: record.offset),
            key: record.key.map { UnsafeRawBufferPointer(start: $0, count: record.key_len) },
            value: record.payload.map { UnsafeRawBufferPointer(start: $0, count: record.len) },
            clock: clock, decoder)
    }

    private mutating func beginRun(_ partition: Int32, in batch: InputBatch) {
        run = Run(partition: partition)
        guard ours.contains(partition), result.rewritten[partition] == nil else { return }
        run.nextOffset = batch.nextOffsets[partition] ?? progress.positions[partition]
        run.anchor = unverified[partition]
    }

    private mutating func endRun(in batch: inout InputBatch) {
        guard let last = run.last else { return }
        batch.nextOffsets[run.partition] = run.nextOffset
        lastTaken[run.partition] = last
    }

    /// Holds the first records of a partition against its anchor; true for the anchor's record.
    private mutating func look(at message: UnsafePointer<rd_kafka_message_t>) -> Bool {
        guard let expected = run.anchor, message.pointee.offset >= expected.offset else {
            return false
        }
        run.anchor = nil
        unverified[run.partition] = nil
        result.lookedAt.append(run.partition)
        // The record has gone, by compaction or retention: nothing can be said.
        guard message.pointee.offset == expected.offset else { return false }
        if anchor(at: message) == expected {
            result.verifiedCount += 1
        } else {
            result.rewritten[run.partition] = expected.offset
            run.nextOffset = nil
        }
        return true
    }

    private mutating func take(error message: UnsafePointer<rd_kafka_message_t>) {
        let code = message.pointee.err
        let detail = message.pointee.payload.map { _ in
            String(cString: rd_kafka_message_errstr(message))
        }
        result.errors.append(
            ReadError(
                kind: kind(of: code), error: KafkaError(code, detail),
                partition: message.pointee.partition, offset: message.pointee.offset))
    }
}

private func anchor(at message: UnsafePointer<rd_kafka_message_t>) -> RecordAnchor {
    let record = message.pointee
    return RecordAnchor(
        offset: record.offset,
        fingerprint: recordFingerprint(
            key: record.key.map { UnsafeRawBufferPointer(start: $0, count: record.key_len) },
            payload: record.payload.map { UnsafeRawBufferPointer(start: $0, count: record.len) }))
}

private func kind(of code: rd_kafka_resp_err_t) -> BatchReader.ReadError.Kind {
    switch code {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        .outOfRange
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        .missing
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR__FATAL,
        RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
        .stops
    default:
        .passes
    }
}
