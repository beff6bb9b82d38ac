import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

struct `Where reading begins` {
    @Test func `latest leaves out what was there before`() async throws {
        var cluster = try await Cluster()
        cluster.settings.start = .latest
        try await cluster.play(0..<10)
        let source = try cluster.source()
        try await source.untilAssigned()
        try await cluster.play(10..<15)

        #expect(try await source.take(5).items == Array(10..<15))
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a given offset goes before the policy`() async throws {
        var cluster = try await Cluster()
        cluster.settings.start = .latest
        try await cluster.play(0..<10)
        let source = try cluster.source(start: [SnapshotPartition(partition: 0, nextOffset: 4)])

        #expect(try await source.take(6).items == Array(4..<10))
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a time after the last record means latest`() async throws {
        var cluster = try await Cluster()
        // The mock finds no offsets by time: it answers as if all records were older.
        cluster.settings.start = .time(1)
        try await cluster.play(0..<10)
        let source = try cluster.source()
        try await source.untilAssigned()
        try await cluster.play(10..<12)

        #expect(try await source.take(2).items == [10, 11])
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a missing topic is an error that says what to do`() async throws {
        var cluster = try await Cluster()
        cluster.settings.eventsTopic = "nobody-made-me"
        // The mock would create it.
        await cluster.broker.fail(topic: "nobody-made-me", with: 3)
        let source = try cluster.source()

        let error = await #expect(throws: KafkaError.self) { _ = try await source.take(1) }
        #expect(error?.message.contains("nobody-made-me") == true)
        #expect(error?.message.contains("create the topic") == true)
        await source.close()
        await cluster.broker.close()
    }
}

extension KafkaEventSource {
    /// Fills until the group has given partitions; returns what came with them.
    @discardableResult
    func untilAssigned() async throws -> InputBatch {
        var batch = InputBatch()
        let deadline = ContinuousClock.now + .seconds(30)
        while await status().partitions.isEmpty, ContinuousClock.now < deadline {
            _ = try await fill(&batch)
        }
        return batch
    }
}
