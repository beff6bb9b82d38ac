import CRdkafka
import Testing

@testable import KafkaTransport

struct `Settings of security` {
    private static let canary = "canary-91e7"

    /// Every mechanism that a broker may ask for, with all that it takes.
    private static let mechanisms: [[String: String]] = [
        ["sasl.mechanism": "PLAIN", "sasl.username": "shop", "sasl.password": canary],
        ["sasl.mechanism": "SCRAM-SHA-256", "sasl.username": "shop", "sasl.password": canary],
        ["sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "shop", "sasl.password": canary],
        [
            "sasl.mechanism": "OAUTHBEARER", "enable.sasl.oauthbearer.unsecure.jwt": "true",
            "sasl.oauthbearer.config": "principal=shop scope=\(canary)",
        ],
    ]

    /// What a client of librdkafka has in the end, by its own account.
    private func held(by client: OpaquePointer) throws -> [String: String] {
        var count = 0
        let entries = try #require(rd_kafka_conf_dump(rd_kafka_conf(client), &count))
        defer { rd_kafka_conf_dump_free(entries, count) }
        var held: [String: String] = [:]
        for index in stride(from: 0, to: count, by: 2) {
            guard let name = entries[index], let value = entries[index + 1] else { continue }
            held[String(cString: name)] = String(cString: value)
        }
        return held
    }

    @Test(arguments: mechanisms)
    func `what is set for SASL reaches every client of librdkafka`(
        mechanism: [String: String]
    ) throws {
        for security in ["sasl_plaintext", "sasl_ssl"] {
            var settings = KafkaSettings()
            settings.bootstrapServers = "127.0.0.1:1"
            settings.properties = mechanism
            settings.properties["security.protocol"] = security
            #expect(settings.configurationProblems() == [])
            var expected = settings.properties
            // Its own name for it.
            expected["sasl.mechanisms"] = expected.removeValue(forKey: "sasl.mechanism")
            for role in [ClientConfiguration.Role.consumer, .producer] {
                let client = try ClientConfiguration(role, settings)
                    .makeClient(reportingTo: ClientInbox()) { _ in }
                let held = try held(by: client)
                for (name, value) in expected {
                    #expect(held[name] == value, "\(name) of \(role), \(security)")
                }
                #expect(destroy(client, within: .seconds(30)))
            }
        }
    }

    @Test func `librdkafka's own log, at its loudest, holds no secret`() throws {
        var settings = KafkaSettings()
        settings.bootstrapServers = "127.0.0.1:1"
        settings.properties = [
            "security.protocol": "sasl_ssl", "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": "shop", "sasl.password": Self.canary,
            "ssl.key.password": Self.canary + "-key", "debug": "all",
        ]
        let client = try ConsumerClient(
            ClientConfiguration(.consumer, settings), batchRecordsMax: 1)
        defer { _ = client.close(within: .seconds(2)) }
        var lines: [String] = []
        let deadline = ContinuousClock.now + .seconds(20)
        // It has tried to connect, and said what it was told.
        while !lines.contains(where: { $0.contains("refused") }), ContinuousClock.now < deadline {
            client.withRecords(idle: .milliseconds(20), linger: .zero) { _ in }
            lines += client.inbox.takeNotices().map { "\($0)" }
        }
        #expect(lines.contains { $0.contains("sasl.password") })
        #expect(lines.contains { $0.contains("refused") })
        #expect(lines.filter { $0.contains(Self.canary) } == [])
    }

    @Test func `secrets and their parts are taken out of a text, and nothing else`() {
        let mask = SecretMask([
            ("sasl.password", "hunter2"), ("sasl.oauthbearer.config", "principal=me key=abcd"),
            ("ssl.key.password", "abc"), ("sasl.username", "shop"),
            ("ssl.key.location", "/etc/key"),
        ])
        #expect(mask.hiding(in: "shop hunter2, /etc/key") == "shop ********, /etc/key")
        #expect(mask.hiding(in: "beginning at: key=abcd") == "beginning at: ********")
        #expect(mask.hiding(in: "principal=me key=abcd abc") == "******** abc")
        #expect(SecretMask().hiding(in: "a") == "a")
    }

    @Test(arguments: [
        "sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password", "ssl_key",
        "sasl.oauthbearer.config", "sasl.oauthbearer.client.secret",
    ])
    func `what librdkafka calls sensitive is a secret`(property: String) {
        #expect(isSecret(property))
        #expect(!isSecret("ssl.key.location") && !isSecret("sasl.username"))
    }

    // MARK: - Exposure

    private func exposures(_ servers: String, _ properties: [String: String]) -> [String] {
        var settings = KafkaSettings()
        settings.bootstrapServers = servers
        settings.properties = properties
        return settings.exposures
    }

    @Test(arguments: [
        ([:], "can be read and changed on the way"),
        (["security.protocol": "PLAINTEXT"], "can be read and changed on the way"),
        (["security.protocol": "SASL_PLAINTEXT"], "password"),
        (
            ["security.protocol": "ssl", "enable.ssl.certificate.verification": "false"],
            "not verified"
        ),
        (
            ["security.protocol": "SASL_SSL", "ssl.endpoint.identification.algorithm": "none"],
            "host name"
        ),
    ])
    func `a connection that others can listen in on is named`(
        properties: [String: String], words: String
    ) {
        for servers in ["kafka.example:9092", "127.0.0.1:1, 10.0.0.1:9092", "127.evil.example"] {
            let exposures = exposures(servers, properties)
            #expect(exposures.count == 1)
            #expect(exposures.first?.contains(words) == true, "\(exposures)")
        }
        for servers in ["127.0.0.1:9092", "localhost:1,[::1]:9092", "127.3.2.1", "::1"] {
            #expect(self.exposures(servers, properties) == [])
        }
    }

    @Test func `an encrypted connection that is verified is not`() {
        for security in ["ssl", "SASL_SSL"] {
            #expect(exposures("kafka.example:9092", ["security.protocol": security]) == [])
        }
    }
}
