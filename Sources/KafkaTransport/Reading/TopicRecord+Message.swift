internal import CRdkafka
internal import WireFormats

extension TopicRecord {
    init(copying message: UnsafePointer<rd_kafka_message_t>) {
        self.init(
            partition: message.pointee.partition, offset: message.pointee.offset,
            timestamp: recordTime(of: message),
            key: copiedBytes(message.pointee.key, message.pointee.key_len),
            value: copiedBytes(message.pointee.payload, message.pointee.len),
            headers: readHeaders(of: message))
    }
}

/// Milliseconds since 1970; nil for messages of formats that have none.
func recordTime(of message: UnsafePointer<rd_kafka_message_t>) -> Int64? {
    var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let milliseconds = rd_kafka_message_timestamp(message, &type)
    return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : milliseconds
}

/// All headers of a message, copied.
func readHeaders(of message: UnsafePointer<rd_kafka_message_t>) -> [TopicRecord.Header] {
    var list: OpaquePointer?
    guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return [] }
    var headers: [TopicRecord.Header] = []
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var byteCount = 0
    while rd_kafka_header_get_all(list, headers.count, &name, &value, &byteCount)
        == RD_KAFKA_RESP_ERR_NO_ERROR, let name
    {
        let bytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : byteCount)
        headers.append(.init(name: String(cString: name), value: Array(bytes)))
    }
    return headers
}
