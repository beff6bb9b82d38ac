import CovisitCore
import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

/// An embedded broker with the four topics, and clients for it.
struct Cluster {
    let broker: EmbeddedBroker
    var settings: KafkaSettings

    init(partitionCount: Int = 1) async throws {
        broker = try EmbeddedBroker()
        settings = KafkaSettings()
        settings.bootstrapServers = broker.bootstrapServers
        // The mock needs its session timeout for a rebalance and does not wake waiting fetches.
        settings.properties = ["session.timeout.ms": "6000", "fetch.wait.max.ms": "10"]
        try await broker.createTopic(settings.eventsTopic, partitionCount: partitionCount)
        for topic in ["recommendations", "related-items", "events-dead-letter"] {
            try await broker.createTopic(topic, partitionCount: partitionCount)
        }
    }

    func source(
        start: [SnapshotPartition] = [], notify: @escaping KafkaNoticeHandler = { _ in }
    ) throws -> KafkaEventSource {
        try KafkaEventSource(
            settings: settings, schema: EventSchema(), start: start,
            clock: { .max }, notify: notify)
    }

    func sink(notify: @escaping KafkaNoticeHandler = { _ in }) throws -> KafkaRecommendationSink {
        try KafkaRecommendationSink(settings: settings, daemonVersion: "1.2.3", notify: notify)
    }

    /// Writes events with items `first`, `first + 1`, … of as many sessions as there are keys.
    func play(_ items: Range<Int>, sessionCount: Int = 1) async throws {
        try await play(
            items.map { item in
                let session = item % sessionCount
                return (Array("\(session)".utf8), Array(event(session: session, item: item).utf8))
            })
    }

    func play(_ records: [(key: [UInt8]?, value: [UInt8]?)]) async throws {
        let player = try KafkaRecordPlayer(settings: settings)
        for record in records { try await player.play(key: record.key, value: record.value) }
        try await player.flush()
        await player.close()
    }

    /// The first `count` records of a topic, or fewer if no more come for a while.
    func read(_ topic: String, count: Int) async throws -> [TopicRecord] {
        let reader = try KafkaTailReader(settings: settings, topic: topic)
        var records: [TopicRecord] = []
        let deadline = ContinuousClock.now + .seconds(20)
        while records.count < count, ContinuousClock.now < deadline {
            records += try await reader.read(waiting: .milliseconds(100))
        }
        await reader.close()
        return records
    }
}

func event(session: Int, item: Int) -> String {
    #"{"session":\#(session),"aid":\#(item),"ts":1661724000378,"type":"clicks"}"#
}

extension KafkaEventSource {
    /// Fills until `count` records have come, or for 30 s.
    func take(_ count: Int) async throws -> [InputBatch] {
        var batches: [InputBatch] = []
        var recordCount = 0
        try await fillWhile { batch in
            recordCount += batch.recordCount
            batches.append(batch)
            return recordCount < count
        }
        return batches
    }

    /// Fills as long as the closure wants more, for at most 30 s.
    func fillWhile(_ wantsMore: (InputBatch) throws -> Bool) async throws {
        var batch = InputBatch()
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            _ = try await fill(&batch)
            if try !wantsMore(batch) { return }
        }
        Issue.record("nothing more came in 30 s")
    }
}

extension [InputBatch] {
    /// Items of the events, in order.
    var items: [Int] { flatMap { $0.events.events.map { Int($0.item.integer) } } }
}
