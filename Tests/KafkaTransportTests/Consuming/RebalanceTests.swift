import CovisitCore
import KafkaTransport
import StreamPipeline
import Testing

struct `Sharing the topic with another instance` {
    @Test func `the one that stays reads the other's partitions from their beginning`()
        async throws
    {
        let cluster = try await Cluster(partitionCount: 4)
        try await cluster.play(0..<400, sessionCount: 40)
        let notices = Notices()
        let stays = try cluster.source(notify: notices.handler)
        let leaves = try cluster.source()
        async let assignedToOne = stays.untilAssigned()
        async let assignedToOther = leaves.untilAssigned()
        let (firstBatch, _) = try await (assignedToOne, assignedToOther)
        #expect(await stays.status().partitions.count == 2)
        #expect(await leaves.status().partitions.count == 2)

        await leaves.close()
        let batches = try await stays.take(400 - firstBatch.recordCount) + [firstBatch]

        // Its own partitions are not read again, the others from offset 0.
        #expect(batches.items.sorted() == Array(0..<400))
        #expect(await stays.status().partitions.map(\.partition) == [0, 1, 2, 3])
        #expect(await stays.status().droppedRecordCount == 0)
        #expect(
            notices.all.contains {
                if case .partitionsRevoked(_, lost: false) = $0 { true } else { false }
            })
        await stays.close()
        await cluster.broker.close()
    }
}
