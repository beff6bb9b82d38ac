import CovisitCore
import KafkaTransport
import Settings
import Testing
import WireFormats

struct LayerTests {
    private func load(
        _ text: String = "{}", environment: [String: String] = [:], _ overrides: String...
    ) throws(SettingsError) -> DaemonSettings {
        try .load(text: text, name: "c.yaml", environment: environment, overrides: overrides)
    }

    private func problems(
        _ text: String = "{}", environment: [String: String] = [:], overrides: [String] = []
    ) throws -> [Problem] {
        try #require(throws: SettingsError.self) {
            try DaemonSettings.load(
                text: text, name: "c.yaml", environment: environment, overrides: overrides)
        }.problems
    }

    @Test func `flags are stronger than the environment, and that than the file`() throws {
        let file = "batch:\n  max_events: 1\n  linger: 1ms\nworkers: 1"
        let environment = ["COVISITD_BATCH_LINGER": "2ms", "COVISITD_WORKERS": "2"]
        let settings = try load(file, environment: environment, "workers=3")
        #expect(settings.kafka.batchEventsMax == 1)
        #expect(settings.kafka.batchLingerMilliseconds == 2)
        #expect(settings.workers == 3)
    }

    @Test func `every value knows where it was set`() throws {
        let settings = try load(
            "workers: 1", environment: ["COVISITD_BATCH_LINGER": "2ms"], "http.port=0")
        let origins = Dictionary(
            uniqueKeysWithValues: settings.effective.map { ($0.key, "\($0.origin)") })
        #expect(origins["workers"] == "c.yaml:1:10")
        #expect(origins["batch.linger"] == "environment variable COVISITD_BATCH_LINGER")
        #expect(origins["http.port"] == "--set")
        #expect(origins["http.host"] == "default")
    }

    @Test func `of two flags for one key the later one holds`() throws {
        #expect(try load("{}", "workers=3", "workers=4").workers == 4)
    }

    @Test func `variables reach every section, matrices too`() throws {
        let settings = try load(
            environment: [
                "COVISITD_KAFKA_BOOTSTRAP_SERVERS": "a:1, b:2",
                "COVISITD_KAFKA_TOPICS_DEAD_LETTER": "",
                "COVISITD_EVENTS_TYPES_CARTS": "cart,wishlist",
                "COVISITD_RANKING_CLICKS_POPULARITY": "",
                "COVISITD_MATRICES_CARTS_ORDERS_HALF_LIFE": "7d",
                "COVISITD_STOP_TIMEOUT": "9s",
                "COVISITD_DATA": "x", "COVISITD_CONFIG": "x", "COVISITD_TEST_ANY": "x",
                "PATH": "x",
            ])
        #expect(settings.kafka.bootstrapServers == "a:1,b:2")
        #expect(settings.kafka.deadLetterTopic == nil)
        #expect(settings.schema.typeNames["wishlist"] == .carts)
        #expect(settings.schema.typeNames["carts"] == nil)
        #expect(settings.engine.objectives.clicks.popularity.isEmpty)
        #expect(settings.engine.matrices[1].halfLifeMilliseconds == Int64(604_800_000))
        #expect(settings.stopTimeout == .seconds(9))
    }

    @Test func `properties of librdkafka merge over the layers`() throws {
        let file = """
            kafka:
              properties:
                security.protocol: SASL_SSL
                ssl_key: a
                socket.keepalive.enable: true
                fetch.wait.max.ms: 10
            """
        let settings = try load(
            file,
            environment: [
                "COVISITD_KAFKA_PROPERTIES_SASL_PASSWORD": "hunter2",
                "COVISITD_KAFKA_PROPERTIES_SSL_KEY": "b",
            ], "kafka.properties.fetch.wait.max.ms=20", "kafka.properties.sasl.username=a=b")
        #expect(
            settings.kafka.properties == [
                "security.protocol": "SASL_SSL", "ssl_key": "b",
                "socket.keepalive.enable": "true", "fetch.wait.max.ms": "20",
                "sasl.password": "hunter2", "sasl.username": "a=b",
            ])
    }

    @Test func `a number or a list may stand where a text or a word is meant`() throws {
        let settings = try load(
            """
            kafka: {group_id: 42, bootstrap_servers: ["a:1", "b:2"]}
            events: {types: {orders: [buy, purchase], carts: cart}}
            batch: {max_events: "7"}
            """)
        #expect(settings.kafka.groupID == "42")
        #expect(settings.kafka.bootstrapServers == "a:1,b:2")
        #expect(settings.kafka.batchEventsMax == 7)
        #expect(settings.schema.typeNames["purchase"] == .orders)
    }

    @Test func `event types may swap their names`() throws {
        let settings = try load("events: {types: {orders: carts, carts: orders}}")
        #expect(
            settings.schema.typeNames == ["clicks": .clicks, "carts": .orders, "orders": .carts])
    }

    @Test(arguments: [
        ("0", 0), ("250ms", 250), ("1s", 1_000), ("1s500ms", 1_500), ("1m", 60_000),
    ])
    func `durations are read`(_ text: String, _ milliseconds: Int64) throws {
        let settings = try load("{}", "events.future_tolerance=\(text)")
        #expect(settings.schema.futureToleranceMilliseconds == milliseconds)
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("2000-01-01", 946_684_800_000), ("2024-02-29", 1_709_164_800_000),
        ("2022-08-28T21:34:00.378Z", 1_661_722_440_378),
        ("2022-08-28T23:34:00+02:00", 1_661_722_440_000),
        ("9999-12-31", 253_402_214_400_000),
    ])
    func `times are read`(_ text: String, _ milliseconds: Int64) throws {
        let settings = try load("events: {oldest: \(text)}", "kafka.start=\(text)")
        #expect(settings.schema.oldestTimestamp == milliseconds)
        #expect(settings.kafka.start == .time(milliseconds))
        let again = try load("{}", "kafka.start=\(settings.value(of: "kafka.start"))")
        #expect(again.kafka.start == .time(milliseconds))
    }

    @Test func `an empty topic for related items turns them off`() throws {
        let settings = try load("kafka: {topics: {related_items: ''}}")
        #expect(!settings.output.relatedItemsEnabled)
    }

    @Test func `a section without lines is no mistake`() throws {
        #expect(try load("kafka:\n  # group_id: x\nworkers: 2").workers == 2)
    }

    // MARK: - Mistakes outside the file

    @Test func `an unknown variable is a mistake`() throws {
        let problem = try #require(problems(environment: ["COVISITD_KAFKA_GROUPID": "x"]).first)
        #expect(problem.location == .environment(variable: "COVISITD_KAFKA_GROUPID"))
        #expect(problem.suggestion == "COVISITD_KAFKA_GROUP_ID")
    }

    @Test func `a bad value in the environment names variable and key`() throws {
        let problem = try #require(problems(environment: ["COVISITD_BATCH_LINGER": "5"]).first)
        #expect(
            problem.description.hasPrefix(
                "environment variable COVISITD_BATCH_LINGER: batch.linger: 5 has no unit"))
    }

    @Test(arguments: [
        ("workers", "workers: has no \"=\""), ("workers=x", "\"x\" is not an integer"),
        ("worker=1", "did you mean \"workers\"?"), ("=1", "unknown key"),
        ("kafka=1", "unknown key"), ("kafka.properties=1", "unknown key"),
        ("matrices.click.half_life=7d", "did you mean \"clicks\"?"),
        ("matrices.clicks.halflife=7d", "did you mean \"half_life\"?"),
        ("matrices.clicks=7d", "unknown key"),
        ("ranking.clicks.matrices=clicks,tops", "no matrix \"tops\""),
    ])
    func `a bad flag is a mistake`(_ flag: String, _ hint: String) throws {
        let found = try problems(overrides: [flag])
        #expect(found.count == 1)
        #expect(found.first?.description.hasPrefix("--set: ") == true)
        #expect(found.first?.description.contains(hint) == true, "\(found)")
    }

    @Test func `a bad value is found although a stronger source replaces it`() throws {
        #expect(try problems("workers: many", overrides: ["workers=2"]).count == 1)
    }

    // MARK: - Secrets

    @Test func `secrets are never shown`() throws {
        let file = "kafka:\n  properties:\n    sasl.password: hunter2\n    ssl.key.pem: hunter2"
        let settings = try load(
            file, environment: ["COVISITD_KAFKA_PROPERTIES_SSL_KEY_PASSWORD": "hunter2"])
        #expect(settings.kafka.properties["sasl.password"] == "hunter2")
        #expect(!"\(settings.effective)".contains("hunter2"))
        #expect(settings.value(of: "kafka.properties.sasl.password") == "(not shown)")
    }

    @Test(arguments: [
        "kafka:\n  properties:\n    sasl.pass-word: hunter2",
        "kafka:\n  properties:\n    sasl.password: [hunter2]",
        "kafka:\n  properties:\n    sasl: {password: hunter2}",
        "kafka:\n  properties:\n    sasl.password: \"hunter2",
        "kafka:\n  properties: hunter2",
        "kafka:\n  sasl.password: hunter2",
    ])
    func `a mistake beside a secret does not show it`(_ text: String) throws {
        #expect(!SettingsError(problems: try problems(text)).description.contains("hunter2"))
    }

    // MARK: - Digest

    @Test func `the digest changes with what decides results, and with nothing else`() throws {
        let digest = try load().digest
        #expect(digest.count == 16)
        for same in ["workers=7", "kafka.group_id=x", "batch.max_events=1", "http.port=1"] {
            #expect(try load("{}", same).digest == digest, "\(same)")
        }
        for other in [
            "sessions.tail=29", "matrices.clicks.half_life=13d", "ranking.orders.history=excluded",
            "events.types.carts=cart", "ranking.clicks.matrices=buy-to-buy", "items.max=64",
            "matrices.buy-to-buy.weight.type_of_target.carts=1.5",
        ] {
            #expect(try load("{}", other).digest != digest, "\(other)")
        }
    }
}

extension DaemonSettings {
    fileprivate func value(of key: String) -> String {
        effective.first { $0.key == key }?.value ?? ""
    }
}
