internal import CRdkafka

/// Reads one partition from its own queue, so that others wait, in bounded memory, while this one
/// is read.
///
/// Not thread-safe: belongs to one actor.
final class PartitionCursor {
    private static let messageCountMax = 512

    let partition: Int32
    /// Where reading ends.
    let end: Int64
    /// The offset that is read next: everything before it was handed out, or is not there.
    private(set) var position: Int64
    private let queue: OpaquePointer
    private let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private var unread = 0..<0

    /// To be made before the partition is assigned: its records then never go to the queue that
    /// all partitions share.
    init(
        _ client: ConsumerClient, topic: String, partition: Int32, from first: Int64,
        to end: Int64
    ) throws {
        guard let queue = rd_kafka_queue_get_partition(client.client, topic, partition) else {
            throw KafkaError(
                RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, "no partition \(partition) in \"\(topic)\"")
        }
        rd_kafka_queue_forward(queue, nil)
        self.queue = queue
        self.partition = partition
        self.end = end
        position = first
        messages = .allocate(capacity: Self.messageCountMax)
        messages.initialize(repeating: nil)
    }

    deinit {
        for message in messages[unread] { rd_kafka_message_destroy(message) }
        messages.deallocate()
        rd_kafka_queue_destroy(queue)
    }

    /// Records that wait in librdkafka.
    var queuedCount: Int { rd_kafka_queue_length(queue) }

    var isAtEnd: Bool { position >= end }

    /// The next record, waiting for it up to `timeout`; it lives until `advance`. nil where none
    /// has come, or the end is reached.
    func peek(within timeout: Duration) throws -> UnsafePointer<rd_kafka_message_t>? {
        while !isAtEnd {
            if unread.isEmpty {
                fill(within: timeout)
                if unread.isEmpty { return nil }
            }
            guard let message = messages[unread.lowerBound] else { return nil }
            if try isWanted(message) { return UnsafePointer(message) }
            dropFirst()
        }
        return nil
    }

    /// Goes on behind the record that `peek` has shown.
    func advance() {
        if let message = messages[unread.lowerBound] { position = message.pointee.offset + 1 }
        dropFirst()
    }

    private func isWanted(_ message: UnsafeMutablePointer<rd_kafka_message_t>) throws -> Bool {
        let offset = message.pointee.offset
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            // Compaction may have removed all records up to the end.
            if offset >= end { position = end }
            return offset >= position && offset < end
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            // What lies before it and was not handed out is no record: markers of transactions.
            if offset >= end { position = end }
            return false
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            throw TopicRangeError.overtaken(partition: partition, next: position)
        default:
            let error = KafkaError(
                message.pointee.err, String(cString: rd_kafka_message_errstr(message)))
            if error.isRetriable { return false }
            throw error
        }
    }

    private func fill(within timeout: Duration) {
        // A waiting call waits for all that it asks for.
        var count = receive(upTo: 1, at: 0, within: timeout)
        if count == 1 { count += receive(upTo: messages.count - 1, at: 1, within: .zero) }
        unread = 0..<count
    }

    private func receive(upTo count: Int, at index: Int, within timeout: Duration) -> Int {
        let result = rd_kafka_consume_batch_queue(
            queue, timeout.milliseconds, messages.baseAddress.map { $0 + index }, count)
        return max(0, result)
    }

    private func dropFirst() {
        rd_kafka_message_destroy(messages[unread.lowerBound])
        unread = unread.lowerBound + 1..<unread.upperBound
    }
}
