import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

struct `Publishing while the cluster is troubled` {
    static let notLeader: Int16 = 6
    static let timedOut: Int16 = 7
    static let tooLarge: Int16 = 10
    static let notEnoughReplicas: Int16 = 19
    static let topicForbidden: Int16 = 29
    static let outOfOrderSequence: Int16 = 45

    @Test(arguments: [
        [notLeader, notLeader, notLeader], [timedOut, timedOut], [notEnoughReplicas],
    ])
    func `errors that pass are retried until everything is delivered`(
        codes: [Int16]
    ) async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        await cluster.broker.fail(.produce, with: codes)
        try await sink.publish(numbered(0..<200))
        try await sink.flush()

        let records = try await cluster.read("recommendations", count: 200)
        #expect(records.map(\.value) == (0..<200).map { Array("\($0)".utf8) })
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `publishing waits while the broker is down and then loses nothing`() async throws {
        var cluster = try await Cluster()
        cluster.settings.properties["queue.buffering.max.messages"] = "100"
        let sink = try cluster.sink()
        try await sink.publish(numbered(0..<1))
        try await sink.flush()
        try await cluster.broker.goDown()

        let publishing = Task { try await sink.publish(numbered(1..<500)) }
        while await sink.status().outstandingCount < 100 { await Task.yield() }
        let blocked = await sink.status()
        #expect(blocked.outstandingCount <= 102)
        #expect(blocked.publishedCount < 500)
        try await cluster.broker.comeUp()
        try await publishing.value
        try await sink.flush()

        let records = try await cluster.read("recommendations", count: 500)
        #expect(records.map(\.value) == (0..<500).map { Array("\($0)".utf8) })
        #expect(await sink.status().deliveredCount == 500)
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a waiting publish ends when its task is cancelled`() async throws {
        var cluster = try await Cluster()
        cluster.settings.properties["queue.buffering.max.messages"] = "10"
        try await cluster.broker.goDown()
        let sink = try cluster.sink()
        let publishing = Task { try await sink.publish(numbered(0..<100)) }
        while await sink.status().outstandingCount < 10 { await Task.yield() }

        publishing.cancel()

        await #expect(throws: CancellationError.self) { try await publishing.value }
        await sink.close(within: .milliseconds(100))
        await cluster.broker.close()
    }

    @Test func `a refused topic is thrown, and thrown again`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        await cluster.broker.fail(.produce, with: [Self.topicForbidden])
        try await sink.publish(numbered(0..<3))

        let error = await #expect(throws: KafkaError.self) { try await sink.flush() }
        #expect(error?.name == "TOPIC_AUTHORIZATION_FAILED")
        #expect(error?.isRetriable == false)
        #expect(error?.message.contains("\"recommendations\"") == true)
        await #expect(throws: KafkaError.self) { try await sink.publish(numbered(3..<4)) }
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `after a fatal error another producer delivers everything in order`() async throws {
        let cluster = try await Cluster()
        let notices = Notices()
        let sink = try cluster.sink(notify: notices.handler)
        await cluster.broker.fail(.produce, with: [Self.outOfOrderSequence])
        try await sink.publish(numbered(0..<300))
        try await sink.flush()

        let records = try await cluster.read("recommendations", count: 300)
        #expect(records.map(\.value) == (0..<300).map { Array("\($0)".utf8) })
        #expect(await sink.status().replacedCount == 1)
        let replaced = notices.all.compactMap { notice in
            if case .producerReplaced(let error, _) = notice { error } else { nil }
        }
        #expect(replaced.map(\.isFatal) == [true])
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a second fatal error before any delivery is thrown`() async throws {
        let cluster = try await Cluster()
        let sink = try cluster.sink()
        await cluster.broker.fail(
            .produce, with: Array(repeating: Self.outOfOrderSequence, count: 5))
        try await sink.publish(numbered(0..<3))

        let error = await #expect(throws: KafkaError.self) { try await sink.flush() }
        #expect(error?.isFatal == true)
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `a dead letter that is too large is counted and given up`() async throws {
        let cluster = try await Cluster()
        let notices = Notices()
        let sink = try cluster.sink(notify: notices.handler)
        await cluster.broker.fail(.produce, with: [Self.tooLarge])
        let position = SourcePosition(partition: 0, offset: 0)
        try await sink.publish(
            rejected: [.init(position: position, reason: .tooLarge, key: nil, payload: [1])],
            from: "events")
        try await sink.flush()

        #expect(await sink.status().deadLettersDroppedCount == 1)
        #expect(
            notices.all.contains { if case .deadLetterDropped = $0 { true } else { false } })
        await sink.close()
        await cluster.broker.close()
    }

    @Test func `closing with the broker gone keeps its deadline`() async throws {
        let cluster = try await Cluster()
        let notices = Notices()
        let sink = try cluster.sink(notify: notices.handler)
        try await cluster.broker.goDown()
        try await sink.publish(numbered(0..<5))

        let begin = ContinuousClock.now
        await sink.close(within: .seconds(1))
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(notices.all.contains(.closeAbandoned(undeliveredCount: 5)))
        await cluster.broker.close()
    }
}

private func numbered(_ numbers: Range<Int>) -> EncodedRecords {
    EncodedRecords(.recommendations, numbers.map { ("\($0)", "\($0)") })
}
