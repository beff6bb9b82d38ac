internal import CRdkafka

/// Finds and checks where reading begins.
struct StartOffsets {
    let client: ConsumerClient
    let topic: String
    /// Longest wait for one answer; more than one may be needed.
    let timeout: Duration = .seconds(1)

    /// The beginnings of partitions that nothing is known about.
    func resolve(_ partitions: [Int32], by policy: StartPolicy) throws -> [Int32: Int64] {
        switch policy {
        case .earliest: try watermarks(partitions).mapValues(\.low)
        case .latest: try watermarks(partitions).mapValues(\.high)
        case .time(let time):
            try watermarks(partitions).mapValues(\.high).merging(
                client.offsets(of: topic, partitions, atOrAfter: time, within: timeout)
            ) { _, found in found }
        }
    }

    /// Throws if a partition does not hold the offset where reading is to go on.
    func check(_ offsets: [Int32: Int64]) throws {
        for (partition, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            let marks = try client.queryWatermarks(of: topic, partition, within: timeout)
            if offset < marks.low || offset > marks.high {
                throw outOfRange(partition, offset, marks)
            }
        }
    }

    /// What to say about an offset that the broker does not have.
    func outOfRange(
        _ partition: Int32, _ offset: Int64, _ marks: ConsumerClient.Watermarks?
    ) -> KafkaError {
        let advice =
            switch marks {
            case let marks? where offset < marks.low:
                "retention has removed \(marks.low - offset) records that were not read; raise "
                    + "retention.ms, then begin again without the snapshot"
            case let marks? where offset > marks.high:
                "the topic was truncated or created again; begin again without the snapshot"
            default:
                "the topic was truncated, created again or shortened by retention"
            }
        let range = marks.map { "; the topic holds \($0.low)..<\($0.high)" } ?? ""
        return KafkaError(
            RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
            "cannot read \(topic)[\(partition)] from offset \(offset)\(range): \(advice)")
    }

    private func watermarks(
        _ partitions: [Int32]
    ) throws -> [Int32: ConsumerClient.Watermarks] {
        var found: [Int32: ConsumerClient.Watermarks] = [:]
        for partition in partitions {
            found[partition] = try client.queryWatermarks(of: topic, partition, within: timeout)
        }
        return found
    }
}
