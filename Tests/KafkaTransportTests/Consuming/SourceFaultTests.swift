import KafkaTransport
import StreamPipeline
import Testing

struct `Reading while the cluster is troubled` {
    static let notLeader: Int16 = 6
    static let unknownMember: Int16 = 25
    static let storageError: Int16 = 56
    static let offsetOutOfRange: Int16 = 1
    static let fencedInstance: Int16 = 82

    @Test func `failed fetches lose and repeat nothing`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<100)
        await cluster.broker.fail(
            .fetch, with: [Self.storageError, Self.notLeader, Self.storageError, Self.notLeader])
        let source = try cluster.source()

        #expect(try await source.take(100).items == Array(0..<100))
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a source that starts before its broker waits for it`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        try await cluster.broker.goDown()
        let source = try cluster.source()
        var batch = InputBatch()
        _ = try await source.fill(&batch)
        #expect(batch.recordCount == 0)
        try await cluster.broker.comeUp()

        #expect(try await source.take(10).items == Array(0..<10))
        #expect(await !source.status().errorCountByName.isEmpty)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a lost assignment goes on at our own position`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<50)
        let source = try cluster.source()
        var items = try await source.take(50).items
        await cluster.broker.fail(.heartbeat, with: [Self.unknownMember])
        var batch = InputBatch()
        let deadline = ContinuousClock.now + .seconds(30)
        while await source.status().assignmentCount < 2, ContinuousClock.now < deadline {
            _ = try await source.fill(&batch)
            items += [batch].items
        }
        try await cluster.play(50..<60)

        items += try await source.take(10).items
        #expect(items == Array(0..<60))
        #expect(await source.status().revocationCount == 1)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a fenced instance stops with the reason and still closes`() async throws {
        var cluster = try await Cluster()
        cluster.settings.groupInstanceID = "twin"
        let source = try cluster.source()
        try await source.untilAssigned()
        await cluster.broker.fail(.heartbeat, with: [Self.fencedInstance])

        let error = await #expect(throws: KafkaError.self) { _ = try await source.take(1) }
        #expect(error?.isFatal == true)
        #expect(error?.name == "FENCED_INSTANCE_ID")
        let begin = ContinuousClock.now
        await source.close(within: .milliseconds(500))
        #expect(ContinuousClock.now - begin < .seconds(5))
        await cluster.broker.close()
    }

    @Test func `closing with the broker gone keeps its deadline`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        let source = try cluster.source()
        _ = try await source.take(10)
        try await source.acknowledge([0: 10])
        try await cluster.broker.goDown()

        let begin = ContinuousClock.now
        await source.close(within: .milliseconds(500))
        #expect(ContinuousClock.now - begin < .seconds(4))
        await cluster.broker.close()
    }
}
