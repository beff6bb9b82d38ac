import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

struct `Marking what has to be delivered` {
    static let tooLarge: Int16 = 10
    static let topicForbidden: Int16 = 29
    static let outOfOrderSequence: Int16 = 45

    @Test func `a mark waits for what came before it and for nothing else`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        #expect(try await sink.isMarkDelivered())
        try await sink.publish(numbered(0..<10))
        try await sink.mark()
        try await sink.flush()
        try await cluster.broker.goDown()
        try await sink.publish(numbered(10..<15))
        #expect(try await sink.isMarkDelivered())
        #expect(await sink.status().outstandingCount == 5)

        try await sink.mark()
        #expect(try await !sink.isMarkDelivered())
        try await cluster.broker.comeUp()
        try await sink.untilMarkDelivered()
        #expect(await sink.status().deliveredCount == 15)
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a mark comes through a replaced producer`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        await cluster.broker.fail(.produce, with: [Self.outOfOrderSequence])
        try await sink.publish(numbered(0..<100))
        try await sink.mark()
        try await sink.publish(numbered(100..<200))
        try await sink.untilMarkDelivered()

        #expect(await sink.status().replacedCount == 1)
        #expect(await sink.status().deliveredCount >= 100)
        let records = try await cluster.read("recommendations", count: 100)
        #expect(records.prefix(100).map(\.value) == (0..<100).map { Array("\($0)".utf8) })
        try await sink.mark()
        try await sink.untilMarkDelivered()
        #expect(await sink.status().outstandingCount == 0)
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a dead letter that was given up is not waited for`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        await cluster.broker.fail(.produce, with: [Self.tooLarge])
        try await sink.publish(
            rejected: [
                .init(
                    position: SourcePosition(partition: 0, offset: 0), reason: .tooLarge, key: nil,
                    payload: [1])
            ], from: "events")
        try await sink.mark()
        try await sink.untilMarkDelivered()

        #expect(await sink.status().deadLettersDroppedCount == 1)
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a record that cannot be delivered is thrown by both`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        await cluster.broker.fail(.produce, with: [Self.topicForbidden])
        try await sink.publish(numbered(0..<3))
        try await sink.mark()

        let error = await #expect(throws: KafkaError.self) { try await sink.untilMarkDelivered() }
        #expect(error?.name == "TOPIC_AUTHORIZATION_FAILED")
        await #expect(throws: KafkaError.self) { try await sink.mark() }
        await sink.close()
        await cluster.broker.close()
    }
}

extension KafkaRecommendationSink {
    fileprivate func untilMarkDelivered() async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await !isMarkDelivered() {
            guard ContinuousClock.now < deadline else {
                Issue.record("the mark was not delivered in 30 s")
                return
            }
            await Task.yield()
        }
    }
}

private func numbered(_ numbers: Range<Int>) -> EncodedRecords {
    EncodedRecords(.recommendations, numbers.map { ("\($0)", "\($0)") })
}
