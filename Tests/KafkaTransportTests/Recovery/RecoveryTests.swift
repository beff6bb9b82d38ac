import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

struct `A topic that does not go on where the state left off` {
    // MARK: Retention

    @Test(arguments: [RecoveryPolicy.refuse, .restart])
    func `retention that overtook the snapshot is refused by name`(
        policy: RecoveryPolicy
    ) async throws {
        var cluster = try await Cluster()
        cluster.settings.recovery.retentionOvertook = policy
        try await cluster.overrunRetention()
        let low = try #require(try await cluster.read("events", count: 1).first?.offset)
        let source = try cluster.source(start: [SnapshotPartition(partition: 0, nextOffset: 1)])

        let error = await #expect(throws: RecoveryError.self) { _ = try await source.take(1) }
        #expect(error?.problem == .retentionOvertook(partition: 0, nextOffset: 1, low: low))
        #expect(error?.policy == policy)
        #expect(error?.description.contains("events[0] begins at offset \(low)") == true)
        #expect(error?.description.contains("recovery.retention_overtook") == true)
        await #expect(throws: RecoveryError.self) { _ = try await source.take(1) }
        await source.close()
        await cluster.broker.close()
    }

    @Test func `retention that overtook the snapshot can be accepted`() async throws {
        var cluster = try await Cluster()
        cluster.settings.recovery.retentionOvertook = .continue
        try await cluster.overrunRetention()
        let low = try #require(try await cluster.read("events", count: 1).first?.offset)
        let notices = Notices()
        let source = try cluster.source(
            start: [SnapshotPartition(partition: 0, nextOffset: 1)], notify: notices.handler)

        let batches = try await source.take(1)
        #expect(batches.flatMap(\.rejected).first?.position.offset == low)
        let problem = RecoveryProblem.retentionOvertook(partition: 0, nextOffset: 1, low: low)
        #expect(notices.all.contains(.recoveryContinued(problem, topic: "events")))
        let status = await source.status()
        #expect(status.continuedProblemCountByName == ["retention_overtook": 1])
        #expect(status.lostRecordCount == low - 1)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `retention that overtakes a reader that cannot fetch is named too`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        let source = try cluster.source()
        _ = try await source.take(10)
        let storageError: Int16 = 56
        await cluster.broker.fail(.fetch, with: Array(repeating: storageError, count: 10_000))
        try await cluster.overrunRetention()
        await cluster.broker.clearFailures(of: .fetch)

        let error = await #expect(throws: RecoveryError.self) { _ = try await source.take(1_000) }
        guard case .retentionOvertook(0, 10, let low) = error?.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(low > 10)
        await source.close()
        await cluster.broker.close()
    }

    // MARK: The end

    @Test func `an offset past the end is refused by name`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        let source = try cluster.source(start: [SnapshotPartition(partition: 0, nextOffset: 99)])

        let error = await #expect(throws: RecoveryError.self) { _ = try await source.take(1) }
        #expect(error?.problem == .offsetPastEnd(partition: 0, nextOffset: 99, high: 10))
        #expect(error?.description.contains("events[0] ends at offset 10") == true)
        #expect(error?.description.contains("recovery.offset_past_end") == true)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `past an end that was lost, reading can go on with what is new`() async throws {
        var cluster = try await Cluster()
        cluster.settings.recovery.offsetPastEnd = .continue
        try await cluster.play(0..<10)
        let source = try cluster.source(start: [
            SnapshotPartition(
                partition: 0, nextOffset: 99, anchor: RecordAnchor(offset: 98, fingerprint: 1))
        ])
        try await source.untilAssigned()
        try await cluster.play(10..<15)

        #expect(try await source.take(5).items == Array(10..<15))
        #expect(await source.status().lostRecordCount == 89)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `an offset out of range that is in range is looked at and read on`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        let source = try cluster.source()
        var items = try await source.take(10).items
        let offsetOutOfRange: Int16 = 1
        await cluster.broker.fail(.fetch, with: [offsetOutOfRange])
        try await source.fillWhile { batch in
            items += [batch].items
            return true
        } until: {
            await source.status().errorCountByName["_AUTO_OFFSET_RESET"] != nil
        }
        try await cluster.play(10..<15)
        items += try await source.take(5).items

        #expect(items == Array(0..<15))
        #expect(await source.status().verifiedAnchorCount == 1)
        await source.close()
        await cluster.broker.close()
    }
}

// MARK: - Another topic of the same name

extension `A topic that does not go on where the state left off` {
    /// A snapshot of one cluster, and another cluster whose topic has as many other records.
    private func recreated() async throws -> (Cluster, [SnapshotPartition]) {
        let first = try await Cluster()
        try await first.play(0..<10)
        let snapshot = try await first.snapshot(afterReading: 10)
        await first.broker.close()
        let second = try await Cluster()
        try await second.play(100..<120)
        return (second, snapshot)
    }

    @Test(arguments: [RecoveryPolicy.refuse, .restart])
    func `a topic created again is refused before a record is taken`(
        policy: RecoveryPolicy
    ) async throws {
        var (cluster, snapshot) = try await recreated()
        cluster.settings.recovery.topicRecreated = policy
        let source = try cluster.source(start: snapshot)
        var recordCount = 0

        let error = await #expect(throws: RecoveryError.self) {
            try await source.fillWhile { batch in
                recordCount += batch.recordCount
                return true
            }
        }
        #expect(error?.problem == .topicRecreated(partition: 0, offset: 9))
        #expect(error?.policy == policy)
        #expect(error?.description.contains("another record at offset 9") == true)
        #expect(recordCount == 0)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a topic created again can be read from its beginning`() async throws {
        var (cluster, snapshot) = try await recreated()
        cluster.settings.recovery.topicRecreated = .continue
        let notices = Notices()
        let source = try cluster.source(start: snapshot, notify: notices.handler)

        let batches = try await source.take(20)
        #expect(batches.items == Array(100..<120))
        #expect(batches.snapshot.map(\.nextOffset) == [20])
        let problem = RecoveryProblem.topicRecreated(partition: 0, offset: 9)
        #expect(notices.all.contains(.recoveryContinued(problem, topic: "events")))
        await source.close()
        await cluster.broker.close()
    }
}

// MARK: - More partitions

extension `A topic that does not go on where the state left off` {
    private static let firstTwo = [
        SnapshotPartition(partition: 0, nextOffset: 0),
        SnapshotPartition(partition: 1, nextOffset: 0),
    ]

    @Test func `partitions above those of the snapshot are refused by number`() async throws {
        let cluster = try await Cluster(partitionCount: 4)
        let source = try cluster.source(start: Self.firstTwo)

        let error = await #expect(throws: RecoveryError.self) { _ = try await source.take(1) }
        #expect(error?.problem == .partitionsAdded([2, 3]))
        #expect(error?.description.contains("does not know: 2, 3") == true)
        #expect(error?.description.contains("recovery.partitions_added") == true)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `added partitions can be read from their beginning`() async throws {
        var cluster = try await Cluster(partitionCount: 4)
        cluster.settings.recovery.partitionsAdded = .continue
        // Where a partition begins that is new is not for this to say.
        cluster.settings.start = .latest
        try await cluster.play(0..<100, sessionCount: 30)
        let source = try cluster.source(start: Self.firstTwo)

        #expect(try await source.take(100).items.sorted() == Array(0..<100))
        #expect(await source.status().continuedProblemCountByName == ["partitions_added": 1])
        await source.close()
        await cluster.broker.close()
    }

    @Test func `lower partitions may have been another instance's`() async throws {
        let cluster = try await Cluster(partitionCount: 4)
        try await cluster.play(0..<100, sessionCount: 30)
        let source = try cluster.source(start: [SnapshotPartition(partition: 3, nextOffset: 0)])

        #expect(try await source.take(100).items.sorted() == Array(0..<100))
        #expect(await source.status().continuedProblemCountByName == [:])
        await source.close()
        await cluster.broker.close()
    }
}

extension KafkaEventSource {
    /// As `fillWhile`, until something has happened.
    fileprivate func fillWhile(
        _ take: (InputBatch) throws -> Bool, until isOver: () async -> Bool
    ) async throws {
        var batch = InputBatch()
        let deadline = ContinuousClock.now + .seconds(30)
        while await !isOver() {
            guard ContinuousClock.now < deadline else {
                Issue.record("it did not happen in 30 s")
                return
            }
            _ = try await fill(&batch)
            _ = try take(batch)
        }
    }
}
