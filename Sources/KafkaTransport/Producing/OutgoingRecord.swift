internal import CRdkafka

/// A record on its way out, copied: only those that librdkafka gave back live like this.
struct OutgoingRecord: Sendable {
    /// Counts up in the order of publishing; a record keeps its number when tried again, so that
    /// versions of one key stay in order.
    var sequence: Int
    var topic: String
    var key: [UInt8]?
    var value: [UInt8]?
    var deadLetterHeaders: DeadLetterHeaders?
}

extension OutgoingRecord {
    init(copying message: UnsafePointer<rd_kafka_message_t>, isDeadLetter: Bool, topic: String) {
        self.init(
            sequence: Self.sequence(of: message), topic: topic,
            key: copiedBytes(message.pointee.key, message.pointee.key_len),
            value: copiedBytes(message.pointee.payload, message.pointee.len),
            deadLetterHeaders: isDeadLetter ? DeadLetterHeaders(of: message) : nil)
    }

    static func sequence(of message: UnsafePointer<rd_kafka_message_t>) -> Int {
        Int(bitPattern: message.pointee._private)
    }
}

/// Copies bytes that librdkafka owns; a null pointer stays nil.
func copiedBytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
    start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
}
