import KafkaTransport
import StreamPipeline
import Testing
import WireFormats

struct `Finding the record again that was read last` {
    @Test func `reading goes on after it, and it is not handed over`() async throws {
        let cluster = try await Cluster(partitionCount: 2)
        try await cluster.play(0..<40, sessionCount: 8)
        let snapshot = try await cluster.snapshot(afterReading: 40)
        #expect(snapshot.map(\.partition) == [0, 1])
        #expect(snapshot.allSatisfy { $0.anchor?.offset == $0.nextOffset - 1 })
        try await cluster.play(40..<60, sessionCount: 8)

        let source = try cluster.source(start: snapshot)
        let items = try await source.take(20).items
        #expect(items.sorted() == Array(40..<60))
        let status = await source.status()
        #expect(status.verifiedAnchorCount == 2)
        #expect(status.droppedRecordCount == 0)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a rejected record is an anchor too`() async throws {
        let cluster = try await Cluster()
        let key = Array("k".utf8)
        try await cluster.play([(nil, Array(event(session: 1, item: 2).utf8)), (key, nil)])
        let source = try cluster.source()
        let batches = try await source.take(2)

        let fingerprint = key.withUnsafeBytes { recordFingerprint(key: $0, payload: nil) }
        #expect(
            batches.snapshot.first?.anchor == RecordAnchor(offset: 1, fingerprint: fingerprint))
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a record that retention has removed says nothing`() async throws {
        let cluster = try await Cluster()
        try await cluster.overrunRetention()
        let low = try await cluster.read("events", count: 1).first?.offset ?? 0
        #expect(low > 0)
        let source = try cluster.source(start: [
            SnapshotPartition(
                partition: 0, nextOffset: low,
                anchor: RecordAnchor(offset: low - 1, fingerprint: 1))
        ])

        let batches = try await source.take(1)
        #expect(batches.flatMap(\.rejected).first?.position.offset == low)
        #expect(await source.status().verifiedAnchorCount == 0)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `a batch says where untouched partitions begin`() async throws {
        let cluster = try await Cluster(partitionCount: 4)
        try await cluster.play(0..<10)
        let source = try cluster.source()
        let batches = try await source.take(10)

        #expect(batches.snapshot.map(\.partition) == [0, 1, 2, 3])
        #expect(batches.snapshot.map(\.nextOffset).sorted() == [0, 0, 0, 10])
        #expect(batches.snapshot.compactMap(\.anchor).count == 1)
        await source.close()
        await cluster.broker.close()
    }

    @Test func `the clock and the assignment can be read`() async throws {
        let cluster = try await Cluster(partitionCount: 2)
        try await cluster.play(0..<1)
        let source = try KafkaEventSource(
            settings: cluster.settings, schema: EventSchema(), clock: { 1_700_000_000_000 })
        #expect(await source.assignedPartitions == nil)

        #expect(try await source.take(1).last?.clock == 1_700_000_000_000)
        #expect(await source.assignedPartitions == [0, 1])
        await source.close()
        await cluster.broker.close()
    }
}
