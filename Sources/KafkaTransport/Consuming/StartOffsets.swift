/// Finds out where reading may begin.
struct StartOffsets {
    let client: ConsumerClient
    let topic: String
    /// Longest wait for one answer; more than one may be needed.
    let timeout: Duration

    /// What the topic has of these partitions.
    func watermarks(
        of partitions: [Int32]
    ) throws -> [Int32: ConsumerClient.Watermarks] {
        try client.queryWatermarks(of: topic, partitions, within: timeout)
    }

    /// The beginnings of partitions that nothing is known about.
    func resolve(
        _ marks: [Int32: ConsumerClient.Watermarks], by policy: StartPolicy
    ) throws -> [Int32: Int64] {
        switch policy {
        case .earliest: return marks.mapValues(\.low)
        case .latest: return marks.mapValues(\.high)
        case .time(let time):
            if marks.isEmpty { return [:] }
            return try marks.mapValues(\.high).merging(
                client.offsets(
                    of: topic, marks.keys.sorted(), atOrAfter: time, within: timeout)
            ) { _, found in found }
        }
    }
}
