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
        // Who asks first may have all partitions for a while.
        async let fillingOne = stays.fill(untilSharedWith: leaves)
        async let fillingOther = leaves.fill(untilSharedWith: stays)
        let (readBefore, _) = try await (fillingOne, fillingOther)
        #expect(await stays.status().partitions.count == 2)
        #expect(await leaves.status().partitions.count == 2)

        await leaves.close()
        let recordCount = readBefore.reduce(0) { $0 + $1.recordCount }
        let batches = try await readBefore + stays.take(400 - recordCount)

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

extension KafkaEventSource {
    /// Fills until both have two partitions, for at most 60 s. Who has them goes on filling: if the
    /// other has to join again, only a consumer that is asked for records lets partitions go.
    fileprivate func fill(untilSharedWith other: KafkaEventSource) async throws -> [InputBatch] {
        var batches: [InputBatch] = []
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let (own, others) = (await status().partitions, await other.status().partitions)
            if own.count == 2, others.count == 2 { break }
            var batch = InputBatch()
            _ = try await fill(&batch)
            batches.append(batch)
        }
        return batches
    }
}
