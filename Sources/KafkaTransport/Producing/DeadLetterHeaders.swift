internal import CRdkafka
internal import WireFormats

/// What a dead letter says about where it came from: exactly five headers.
struct DeadLetterHeaders: Sendable, Equatable {
    static let names: [StaticString] = [
        "covisitd.topic", "covisitd.partition", "covisitd.offset", "covisitd.reason",
        "covisitd.version",
    ]

    /// In the order of `names`.
    let values: [[UInt8]]

    init(
        topic: String, partition: Int32, offset: Int64, reason: String, daemonVersion: String
    ) {
        values = [topic, "\(partition)", "\(offset)", reason, daemonVersion].map { Array($0.utf8) }
    }

    /// Reads them back from a record that came from us.
    init(of message: UnsafePointer<rd_kafka_message_t>) {
        let headers = readHeaders(of: message)
        values = Self.names.map { name in
            headers.first { $0.name == "\(name)" }?.value ?? []
        }
    }

    /// The headers in C, valid during the call.
    func withCHeaders<Result>(
        _ body: (UnsafePointer<covisitd_header_t>) -> Result
    ) -> Result {
        // One buffer for all values: pointers into five arrays would need five nested closures.
        let bytes = values.flatMap(\.self) + [0]
        return bytes.withUnsafeBufferPointer { bytes in
            var headers: [covisitd_header_t] = []
            var start = 0
            for (name, value) in zip(Self.names, values) {
                headers.append(
                    covisitd_header_t(
                        name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(
                            to: CChar.self),
                        value: bytes.baseAddress.map { $0 + start }, size: value.count))
                start += value.count
            }
            return headers.withUnsafeBufferPointer { headers in
                guard let first = headers.baseAddress else {
                    preconditionFailure("there are five headers")
                }
                return body(first)
            }
        }
    }
}
