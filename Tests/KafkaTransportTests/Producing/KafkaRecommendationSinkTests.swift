import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

struct `Publishing recommendations` {
    @Test func `records arrive with key and value, each kind in its topic`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        try await sink.publish(.init(.recommendations, [("1", "a"), ("2", ""), ("", "c")]))
        try await sink.publish(.init(.relatedItems, [("9", "z")]))
        try await sink.flush()

        let records = try await cluster.read("recommendations", count: 3)
        #expect(records.map(\.key) == [Array("1".utf8), Array("2".utf8), []])
        #expect(records.map(\.value) == [Array("a".utf8), [], Array("c".utf8)])
        #expect(try await cluster.read("related-items", count: 1).map(\.key) == [Array("9".utf8)])
        let status = await sink.status()
        #expect(status.publishedCount == 4)
        #expect(status.deliveredCount == 4)
        #expect(status.outstandingCount == 0)
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a dead letter keeps its bytes and says where it came from`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        let position = SourcePosition(partition: 3, offset: 42)
        try await sink.publish(
            rejected: [
                .init(position: position, reason: .malformed, key: [1, 0, 2], payload: [0xFF]),
                .init(position: position, reason: .tombstone, key: nil, payload: nil),
                .init(position: position, reason: .empty, key: [], payload: []),
            ], from: "clicks")
        try await sink.flush()

        let records = try await cluster.read("events-dead-letter", count: 3)
        #expect(records.map(\.key) == [[1, 0, 2], nil, []])
        #expect(records.map(\.value) == [[0xFF], nil, []])
        let headers = records.first?.headers.map { header in
            (header.name, String(decoding: header.value, as: UTF8.self))
        }
        #expect(
            headers?.map(\.0) == [
                "covisitd.topic", "covisitd.partition", "covisitd.offset", "covisitd.reason",
                "covisitd.version",
            ])
        #expect(headers?.map(\.1) == ["clicks", "3", "42", "malformed", "1.2.3"])
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a connection shows in the status`() async throws {
        var cluster = try await Cluster()
        cluster.settings.properties["statistics.interval.ms"] = "50"
        let sink = try cluster.sink()
        let deadline = ContinuousClock.now + .seconds(10)
        while await !sink.status().isConnected, ContinuousClock.now < deadline {
            try await sink.publish(.init(.recommendations, [("1", "a")]))
            try await sink.flush()
        }
        #expect(await sink.status().isConnected)
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `without a dead-letter topic rejects are written nowhere`() async throws {
        var cluster = try await Cluster()
        cluster.settings.deadLetterTopic = nil
        let sink = try cluster.sink()
        try await sink.publish(
            rejected: [
                .init(
                    position: .init(partition: 0, offset: 0), reason: .empty, key: nil, payload: [])
            ], from: "events")
        #expect(await sink.status().publishedCount == 0)
        await sink.close()
        await cluster.broker.close()
    }
}
