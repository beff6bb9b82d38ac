/// What we ask of librdkafka where the user says nothing, with the reason where it is not plain.
enum DefaultProperties {
    static func shared(_ settings: KafkaSettings) -> [(String, String)] {
        [
            ("bootstrap.servers", settings.bootstrapServers),
            ("client.id", "covisitd"),
            ("log.connection.close", "false"),
            ("statistics.interval.ms", "1000"),
            ("socket.keepalive.enable", "true"),
            ("socket.nagle.disable", "true"),
            ("reconnect.backoff.max.ms", "2000"),
        ]
    }

    static func consumer(_ settings: KafkaSettings) -> [(String, String)] {
        [
            ("group.id", settings.groupID),
            // Committed is what the pipeline acknowledged, and nothing else.
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            // Never skip silently: an offset that is gone is an error with a name.
            ("auto.offset.reset", "error"),
            ("check.crcs", "true"),
            ("allow.auto.create.topics", "false"),
            // Cooperative assignors fail in several ways below librdkafka 2.6.1.
            ("partition.assignment.strategy", "range"),
            // While the output is down nothing is polled. Leaving the group then would give the
            // partitions to an instance with the same output; if it happens all the same,
            // nothing is lost: reading goes on at our own position after the next assignment.
            ("max.poll.interval.ms", "1800000"),
            ("fetch.wait.max.ms", "50"),
            ("fetch.error.backoff.ms", "100"),
            ("fetch.message.max.bytes", "\(fetchByteCount(settings))"),
            ("queued.max.messages.kbytes", "\(max(1, settings.inputQueueByteCount / 1024))"),
            ("queued.min.messages", "\(queuedRecordCount(settings))"),
        ] + newerConsumer
    }

    static func producer(_ settings: KafkaSettings) -> [(String, String)] {
        [
            ("enable.idempotence", "true"),
            ("acks", "all"),
            // Records wait for the broker as long as it takes: the queue is bounded, and a full
            // queue holds up the pipeline. A timeout would only turn a wait into a failure,
            // and an older version could then be written after a newer one.
            ("message.timeout.ms", "0"),
            // A batch's lists are handed over at once; what is to be sent together is there by then.
            ("linger.ms", "0.1"),
            ("compression.type", "lz4"),
            ("partitioner", "murmur2_random"),
            ("queue.buffering.max.messages", "100000"),
            ("queue.buffering.max.kbytes", "\(max(1, settings.outputQueueByteCount / 1024))"),
            // Only for single large records (dead letters); batches stay at batch.size.
            ("message.max.bytes", "10000000"),
            ("batch.size", "1000000"),
        ]
    }

    /// Properties that librdkafka 2.0.2 does not have.
    private static var newerConsumer: [(String, String)] {
        // Without it a full queue stops fetching for a second.
        PropertyCatalogue.current.scope(of: "fetch.queue.backoff.ms") == nil
            ? [] : [("fetch.queue.backoff.ms", "5")]
    }

    /// Bytes that one partition may deliver at once; the queue overshoots by up to this.
    private static func fetchByteCount(_ settings: KafkaSettings) -> Int {
        min(1 << 20, max(64 << 10, settings.inputQueueByteCount / 16))
    }

    /// A queued record costs librdkafka some 400 bytes besides its payload.
    private static func queuedRecordCount(_ settings: KafkaSettings) -> Int {
        max(1_000, settings.inputQueueByteCount / 512)
    }
}

extension KafkaSettings {
    /// Half of the bytes are for what comes in.
    var inputQueueByteCount: Int { queueByteCountMax / 2 }
    var outputQueueByteCount: Int { queueByteCountMax - inputQueueByteCount }
}
