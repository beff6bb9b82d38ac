import KafkaTransport
import Testing

struct `Checking the connection` {
    @Test func `a cluster with all topics passes`() async throws {
        let cluster = try await Cluster(partitionCount: 3)
        try await cluster.play(0..<5)
        let findings = try await KafkaConnectionCheck(settings: cluster.settings).run()
        #expect(findings.allSatisfy { $0.verdict == .passed })
        #expect(
            findings.map(\.message).contains("topic \"recommendations\" has 3 partitions"))
        #expect(findings.map(\.message).contains("holds about 5 records"))
        await cluster.broker.close()
    }

    @Test func `each missing topic has its own finding`() async throws {
        var cluster = try await Cluster()
        cluster.settings.relatedItemsTopic = "gone"
        await cluster.broker.fail(topic: "gone", with: 3)
        await cluster.broker.fail(topic: "recommendations", with: 29)
        let failed = try await KafkaConnectionCheck(settings: cluster.settings).run()
            .filter { $0.verdict == .failed }
        #expect(
            failed.map(\.subject) == [
                "kafka.topics.recommendations", "kafka.topics.related_items",
            ])
        #expect(failed.first?.message.contains("give this principal access") == true)
        #expect(failed.last?.message.contains("create the topic") == true)
        await cluster.broker.close()
    }

    @Test(arguments: [
        ("127.0.0.1:1", "refused"), ("no-such-host.invalid:9092", "host name"),
    ])
    func `an address that leads nowhere says why`(servers: String, reason: String) async throws {
        var settings = KafkaSettings()
        settings.bootstrapServers = servers
        let findings = try await KafkaConnectionCheck(settings: settings).run()
        #expect(findings.map(\.verdict) == [.failed])
        #expect(findings.first?.message.contains(reason) == true)
    }
}
