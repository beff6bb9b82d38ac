import KafkaTransport
import Testing
import WireFormats

struct `The embedded broker` {
    @Test func `what was played is read back by partition`() async throws {
        let cluster = try await Cluster(partitionCount: 4)
        try await cluster.play(0..<40, sessionCount: 10)
        let records = try await cluster.read("events", count: 40)
        #expect(records.count == 40)
        #expect(records.allSatisfy { $0.key != nil && $0.headers.isEmpty })
        let partitionOfKey = Dictionary(grouping: records) { $0.key }
            .mapValues { Set($0.map(\.partition)) }
        #expect(partitionOfKey.count == 10)
        #expect(partitionOfKey.values.allSatisfy { $0.count == 1 })
        await cluster.broker.close()
    }

    @Test func `the version of librdkafka is a version`() {
        #expect(librdkafkaVersion().split(separator: ".").count >= 3)
    }
}
