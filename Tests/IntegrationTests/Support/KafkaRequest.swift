/// The two requests that kcat cannot make, written out as Kafka's protocol has them.
///
/// https://kafka.apache.org/protocol#protocol_messages: CreateTopics v2, OffsetFetch v1.
enum KafkaRequest {
    /// Creates topics that keep everything, whatever the records' timestamps say.
    static func createTopics(_ topics: [String: Int], port: Int) throws {
        var body = Bytes()
        body.append(Int32(topics.count))
        for (name, partitions) in topics.sorted(by: { $0.key < $1.key }) {
            body.append(name)
            body.append(Int32(partitions))
            body.append(Int16(1))  // replicas
            body.append(Int32(0))  // no assignment of our own
            body.append(Int32(1))
            body.append("retention.ms")
            body.append("-1")
        }
        body.append(Int32(10_000))  // milliseconds
        body.append(UInt8(0))  // not only validated
        var answer = try send(19, version: 2, body, port: port)
        _ = answer.take(Int32.self)  // throttled for
        for _ in 0..<answer.take(Int32.self) {
            let name = answer.takeString()
            let error = answer.take(Int16.self)
            _ = answer.takeString()
            if error != 0 { throw Failure("topic \(name) was refused with error \(error)") }
        }
    }

    /// What a group has committed for partition 0; -1: nothing.
    static func committedOffset(group: String, topic: String, port: Int) throws -> Int64 {
        var body = Bytes()
        body.append(group)
        body.append(Int32(1))
        body.append(topic)
        body.append(Int32(1))
        body.append(Int32(0))
        var answer = try send(9, version: 1, body, port: port)
        _ = answer.take(Int32.self)  // topics
        _ = answer.takeString()
        _ = answer.take(Int32.self)  // partitions
        _ = answer.take(Int32.self)
        return answer.take(Int64.self)
    }

    private static func send(
        _ key: Int16, version: Int16, _ body: Bytes, port: Int
    ) throws -> Bytes {
        var request = Bytes()
        request.append(key)
        request.append(version)
        request.append(Int32(1))  // correlation
        request.append("covisitd-tests")
        request.bytes += body.bytes
        var frame = Bytes()
        frame.append(Int32(request.bytes.count))
        let connection = try Connection(port: port, timeoutSeconds: 15)
        try connection.send(Array(frame.bytes) + request.bytes)
        var size = Bytes(bytes: try connection.receive(exactly: 4)[...])
        var answer = Bytes(
            bytes: try connection.receive(exactly: Int(size.take(Int32.self)))[...])
        _ = answer.take(Int32.self)  // correlation
        return answer
    }
}

/// Big-endian numbers and length-prefixed strings.
private struct Bytes {
    var bytes: ArraySlice<UInt8> = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }

    mutating func append(_ text: String) {
        append(Int16(text.utf8.count))
        bytes += text.utf8
    }

    mutating func take<Value: FixedWidthInteger>(_: Value.Type) -> Value {
        defer { bytes = bytes.dropFirst(MemoryLayout<Value>.size) }
        return bytes.prefix(MemoryLayout<Value>.size).reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func takeString() -> String {
        let count = max(0, Int(take(Int16.self)))
        defer { bytes = bytes.dropFirst(count) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
