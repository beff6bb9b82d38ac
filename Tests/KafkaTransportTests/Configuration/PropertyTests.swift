import Testing

@testable import KafkaTransport

struct `What a user may set` {
    @Test func `the defaults are valid`() {
        #expect(KafkaSettings().configurationProblems() == [])
    }

    @Test(arguments: [
        ("enable.auto.commit", "true", "must be false"),
        ("enable.auto.offset.store", "true", "must be false"),
        ("auto.offset.reset", "latest", "kafka.start"),
        ("enable.idempotence", "false", "must be true"),
        ("acks", "1", "all replicas"),
        ("transactional.id", "x", "idempotent"),
        ("partition.assignment.strategy", "cooperative-sticky", "range"),
        ("bootstrap.servers", "a:1", "kafka.bootstrap_servers"),
        ("group.id", "g", "kafka.group_id"), ("statistics.interval.ms", "0", "statistics"),
        ("fetch.wait.max.mss", "1", "did you mean fetch.wait.max.ms?"),
        ("quite.another.thing", "1", "has no such property"),
        ("linger.ms", "soon", "Invalid value"),
        ("session.timeout.ms", "0", "outside allowed range"),
        ("security.protocol", "magic", "security.protocol"),
        ("max.in.flight", "50", "max.in.flight"),
    ])
    func `a property that cannot be is refused with the reason`(
        property: String, value: String, reason: String
    ) throws {
        var settings = KafkaSettings()
        settings.properties = [property: value]
        let problem = try #require(settings.configurationProblems().first)
        #expect(problem.message.contains(reason))
        #expect(throws: KafkaConfigurationError.self) { try settings.validate() }
    }

    @Test(arguments: [
        ("compression.type", "zstd"), ("fetch.min.bytes", "65536"), ("linger.ms", "50"),
        ("isolation.level", "read_uncommitted"), ("enable.auto.commit", "false"),
        ("acks", "-1"), ("client.id", "shop-7"), ("statistics.interval.ms", "5000"),
    ])
    func `other properties are accepted`(property: String, value: String) {
        var settings = KafkaSettings()
        settings.properties = [property: value]
        #expect(settings.configurationProblems() == [])
    }

    @Test func `a property goes to the kind of client that knows it`() {
        var settings = KafkaSettings()
        settings.properties = ["linger.ms": "7", "fetch.min.bytes": "7", "client.id": "7"]
        let consumer = ClientConfiguration(.consumer, settings).properties
        let producer = ClientConfiguration(.producer, settings).properties
        #expect(
            consumer.filter { $0.value == "7" }.map(\.name) == ["client.id", "fetch.min.bytes"])
        #expect(producer.filter { $0.value == "7" }.map(\.name) == ["client.id", "linger.ms"])
    }

    @Test func `all problems are told at once`() {
        var settings = KafkaSettings()
        settings.eventsTopic = "no spaces"
        settings.recommendationsTopic = settings.relatedItemsTopic
        settings.groupID = ""
        settings.properties = ["acks": "0", "nothing": "1"]
        let properties = settings.configurationProblems().map(\.property)
        for expected in [
            "kafka.topics.events", "kafka.topics.related_items", "kafka.group_id", "acks",
            "nothing",
        ] {
            #expect(properties.contains(expected))
        }
    }

    @Test func `a key file that is missing shows without a connection`() {
        var settings = KafkaSettings()
        settings.properties = ["security.protocol": "ssl", "ssl.ca.location": "/nowhere/ca.pem"]
        #expect(
            settings.configurationProblems().contains { $0.message.contains("ssl.ca.location") })
    }

    @Test func `a secret is never repeated`() {
        let error = KafkaConfigurationError(
            property: "sasl.password", value: "hunter2", message: "refused")
        #expect(!"\(error)".contains("hunter2"))
    }
}
