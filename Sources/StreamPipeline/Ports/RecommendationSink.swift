/// The topics, by their role, that the daemon writes.
package enum OutputKind: Sendable, CaseIterable {
    case recommendations
    case relatedItems
}

/// Encoded records of one output, back to back in one buffer.
package struct EncodedRecords: Sendable {
    package struct Record: Sendable {
        package var keyRange: Range<Int>
        package var valueRange: Range<Int>

        package init(keyRange: Range<Int>, valueRange: Range<Int>) {
            self.keyRange = keyRange
            self.valueRange = valueRange
        }
    }

    package let kind: OutputKind
    package var bytes: [UInt8] = []
    package var records: [Record] = []

    package init(kind: OutputKind) {
        self.kind = kind
    }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
    }
}

/// Where results go: Kafka topics, files, memory.
package protocol RecommendationSink: Sendable {
    /// Takes over the records, waiting while there is no room: this is the back-pressure.
    /// Delivery may come later; `flush` waits for it.
    func publish(_ records: EncodedRecords) async throws

    /// Takes over rejected records, for the dead-letter output.
    func publish(rejected records: [RejectedRecord], from source: String) async throws

    /// Waits until everything published so far is delivered.
    func flush() async throws

    /// Remembers this moment, and forgets the one before.
    func mark() async throws

    /// Whether everything published before the last `mark` has been delivered.
    func isMarkDelivered() async throws -> Bool

    /// Flushes what can be flushed in time and lets go; nothing is called afterwards.
    func close() async
}

/// For a sink that delivers as soon as it is asked to.
extension RecommendationSink {
    package func mark() async throws { try await flush() }
    package func isMarkDelivered() async throws -> Bool { true }
}
