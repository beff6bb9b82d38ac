internal import CRdkafka

extension ConsumerClient {
    /// Asks by a client of its own, which is gone afterwards.
    static func asking<Answer>(
        _ configuration: ClientConfiguration, _ question: (ConsumerClient) throws -> Answer
    ) throws -> Answer {
        let client = try ConsumerClient(configuration, batchRecordsMax: 1)
        defer { _ = client.close(within: .seconds(5)) }
        return try question(client)
    }

    struct Watermarks: Equatable {
        var low: Int64
        var high: Int64
    }

    struct Cluster {
        var brokerCount: Int
    }

    /// What the first broker that answers says about the cluster.
    func cluster(within timeout: Duration) throws -> Cluster {
        var answer: UnsafePointer<rd_kafka_metadata>?
        try check(
            rd_kafka_metadata(client, 0, nil, &answer, timeout.milliseconds),
            "cannot ask for the brokers")
        defer { rd_kafka_metadata_destroy(answer) }
        return Cluster(brokerCount: Int(answer?.pointee.broker_cnt ?? 0))
    }

    /// The number of partitions that a topic has.
    func partitionCount(of topic: String, within timeout: Duration) throws -> Int {
        guard let handle = rd_kafka_topic_new(client, topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), "topic \"\(topic)\" cannot be used")
        }
        defer { rd_kafka_topic_destroy(handle) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        try check(
            rd_kafka_metadata(client, 0, handle, &answer, timeout.milliseconds),
            "cannot ask for topic \"\(topic)\"")
        defer { rd_kafka_metadata_destroy(answer) }
        guard let found = answer?.pointee, found.topic_cnt == 1, let topics = found.topics else {
            throw KafkaError(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "no topic \"\(topic)\"")
        }
        try check(topics[0].err, "topic \"\(topic)\"")
        return Int(topics[0].partition_cnt)
    }

    /// First offset and the one after the last, from the leaders.
    ///
    /// Asked for as offsets by time: `rd_kafka_query_watermark_offsets` of librdkafka 2.0.2 takes
    /// the end for the beginning when one of its two requests is repeated, say after a change of
    /// leader, and a whole topic would be skipped.
    func queryWatermarks(
        of topic: String, _ partitions: [Int32], within timeout: Duration
    ) throws -> [Int32: Watermarks] {
        if partitions.isEmpty { return [:] }
        let first = try offsets(
            of: topic, partitions, atOrAfter: Int64(RD_KAFKA_OFFSET_BEGINNING), within: timeout)
        let end = try offsets(
            of: topic, partitions, atOrAfter: Int64(RD_KAFKA_OFFSET_END), within: timeout)
        var marks: [Int32: Watermarks] = [:]
        for partition in partitions {
            guard let low = first[partition], let high = end[partition], low <= high else {
                throw KafkaError(
                    RD_KAFKA_RESP_ERR__TIMED_OUT,
                    "no answer about the offsets of \(topic)[\(partition)]")
            }
            marks[partition] = Watermarks(low: low, high: high)
        }
        return marks
    }

    /// The same as last seen with a fetched batch; costs nothing.
    func cachedWatermarks(of topic: String, _ partition: Int32) -> Watermarks? {
        var marks = Watermarks(low: -1, high: -1)
        let code = rd_kafka_get_watermark_offsets(
            client, topic, partition, &marks.low, &marks.high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && marks.high >= 0 ? marks : nil
    }

    /// The first offsets at or after a time; a partition without one is left out. librdkafka's
    /// numbers for the beginning and the end are times as well.
    func offsets(
        of topic: String, _ partitions: [Int32], atOrAfter time: Int64,
        within timeout: Duration
    ) throws -> [Int32: Int64] {
        let times = Dictionary(partitions.map { ($0, time) }) { first, _ in first }
        let list = PartitionList(topic, times)
        try check(
            rd_kafka_offsets_for_times(client, list.list, timeout.milliseconds),
            "cannot ask for offsets in \"\(topic)\"")
        var offsets: [Int32: Int64] = [:]
        for element in list {
            try check(element.err, "cannot ask for offsets in \"\(topic)\"")
            if element.offset >= 0 { offsets[element.partition] = element.offset }
        }
        return offsets
    }

    /// What the group has committed, partition by partition; for finding out about access.
    func checkGroupAccess(of topic: String, within timeout: Duration) throws {
        let list = PartitionList(topic, [0: 0])
        try check(
            rd_kafka_committed(client, list.list, timeout.milliseconds),
            "cannot read the group's offsets")
        for element in list { try check(element.err, "cannot read the group's offsets") }
    }
}
