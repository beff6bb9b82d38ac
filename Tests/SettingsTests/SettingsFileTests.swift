import KafkaTransport
import Settings
import Testing

/// A file made from settings gives these settings.
struct SettingsFileTests {
    private static let bases: [(String, overrides: [String])] = [
        ("{}", []),
        ("{}", ["matrices.clicks.half_life=none", "ranking.carts.popularity=orders"]),
        ("{}", ["matrices.carts-orders.weight=one", "sessions.idle_timeout=26h5ms"]),
        ("matrices: {preset: otto-3, clicks: {distinct: false, distance: inverse}}", []),
        ("matrices: [{name: clicks, neighbours: 16}]", ["ranking.clicks.history=excluded"]),
        (
            "matrices: [{name: a, from: carts}, {name: b, half_life: 3d}]\nranking:\n  orders:\n"
                + "    matrices: [b]\n    purchase_matrices: [a, b]", []
        ),
        ("matrices:\n  - {name: clicks}\n  - {name: carts-orders}\n  - {name: buy-to-buy}", []),
        (
            "kafka:\n  bootstrap_servers: [a:1, b:2]\n  group_instance_id: 'yes'\n"
                + "  topics: {dead_letter: ''}\n  properties:\n    client.rack: \"a \\\"b\\\" # c\"\n"
                + "events:\n  oldest: 2020-01-31T08:30:00Z\n  types: {carts: [a b, 'null']}", []
        ),
    ]

    @Test(arguments: bases)
    func `what is written is read as the same`(text: String, overrides: [String]) throws {
        let settings = try DaemonSettings.load(text: text, name: "base", overrides: overrides)
        let file = SettingsFile(settings)
        let again = try DaemonSettings.load(text: file.text, name: "again")
        #expect(again.effective.map(\.key) == settings.effective.map(\.key), "\(file.text)")
        #expect(again.effective.map(\.value) == settings.effective.map(\.value), "\(file.text)")
        #expect(again.engine == settings.engine)
        #expect(again.kafka == settings.kafka)
        #expect(again.schema == settings.schema)
        #expect(again.digest == settings.digest)
        #expect(file.secrets == [])
    }

    @Test func `only what differs is written, and what has a note`() throws {
        #expect(SettingsFile(DaemonSettings()).text == "{}\n")
        let settings = try DaemonSettings.load(
            file: nil, environment: ["COVISITD_WORKERS": "3"],
            overrides: ["matrices.clicks.half_life=171h"])
        let file = SettingsFile(
            settings,
            notes: ["matrices.clicks.candidates": "as it was", "ranking.carts.blend": "so"])
        #expect(
            file.text == """
                matrices:
                  preset: otto-3
                  clicks:
                    half_life: 7d3h
                    candidates: 20  # as it was
                ranking:
                  carts:
                    blend: votes  # so
                workers: 3

                """)
    }

    @Test func `secrets are left out, and named`() throws {
        let settings = try DaemonSettings.load(
            text: "kafka: {properties: {sasl.password: hunter2, sasl.username: me}}", name: "x")
        let file = SettingsFile(settings)
        #expect(!file.text.contains("hunter2"))
        #expect(file.text.contains("sasl.username: me"))
        #expect(file.secrets == ["kafka.properties.sasl.password"])
    }
}
