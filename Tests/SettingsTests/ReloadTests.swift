import KafkaTransport
import Testing

@testable import Settings

struct ReloadTests {
    private static func settings(_ text: String) throws -> DaemonSettings {
        try .load(text: text, name: "c.yaml")
    }

    private var running: RunningSettings

    init() throws {
        running = RunningSettings(
            try Self.settings("log: {level: info}\nsnapshots: {interval: 1m}\nworkers: 1"))
    }

    @Test mutating func `what is reloadable is taken over, the rest needs a restart`() throws {
        let outcome = running.reload {
            try Self.settings(
                """
                log: {level: debug}
                snapshots: {interval: 5s, keep: 7}
                workers: 2
                kafka: {properties: {client.id: a}}
                """)
        }
        #expect(
            outcome
                == .taken(
                    SettingsReload(
                        taken: [
                            SettingChange(key: "snapshots.interval", old: "1m", new: "5s"),
                            SettingChange(key: "log.level", old: "info", new: "debug"),
                        ],
                        waiting: [
                            SettingChange(key: "snapshots.keep", old: "3", new: "7"),
                            SettingChange(key: "workers", old: "1", new: "2"),
                            SettingChange(
                                key: "kafka.properties.client.id", old: nil, new: "a"),
                        ])))
        #expect(running.current.log.level == .debug)
        #expect(running.current.snapshots.interval == .seconds(5))
        #expect(running.current.snapshots.keepCount == 3)
        #expect(running.current.workers == 1)
        #expect(running.current.kafka == KafkaSettings())
        #expect("\(running.current.origins["log.level"]!)" == "c.yaml:1:14")
    }

    @Test mutating func `what needs a restart is said again, what was taken is not`() throws {
        let next = try Self.settings("log: {level: debug}\nworkers: 2")
        _ = running.reload { next }
        #expect(
            running.reload { next }
                == .taken(
                    SettingsReload(
                        waiting: [SettingChange(key: "workers", old: "1", new: "2")])))
    }

    @Test(arguments: [
        "log: {levle: debug}", "log: {level: debug}\nworkers: many", "log:\n\tlevel: debug", "",
    ])
    mutating func `a wrong file changes nothing, and is named`(text: String) throws {
        let before = running.current
        let outcome = running.reload { try Self.settings(text) }
        guard case .refused(let cause) = outcome else {
            Issue.record("taken: \(outcome)")
            return
        }
        #expect(cause.hasPrefix("c.yaml"))
        #expect(!cause.contains("\n"))
        #expect(running.current.effective == before.effective)
    }

    @Test mutating func `of several mistakes the first is told, and how many there are`() throws {
        let outcome = running.reload { try Self.settings("a: 1\nb: 2\nc: 3") }
        guard case .refused(let cause) = outcome else {
            Issue.record("taken: \(outcome)")
            return
        }
        #expect(cause.hasPrefix("c.yaml:1:1: a: unknown key"))
        #expect(cause.hasSuffix("(and 2 more)"))
    }

    @Test mutating func `any error refuses`() {
        struct Refusal: Error {}
        #expect(running.reload { throw Refusal() } == .refused(cause: "Refusal()"))
    }

    @Test mutating func `a secret that has changed is named, not shown`() throws {
        running = RunningSettings(
            try Self.settings("kafka: {properties: {sasl.password: hunter2}}"))
        let outcome = running.reload {
            try Self.settings("kafka: {properties: {sasl.password: hunter3}}")
        }
        let change = SettingChange(
            key: "kafka.properties.sasl.password", old: "(not shown)", new: "(not shown)")
        #expect(outcome == .taken(SettingsReload(waiting: [change])))
    }

    @Test mutating func `matrices in another order are a change`() throws {
        let list = { (names: [String]) in
            "matrices:\n" + names.map { "  - name: \($0)\n" }.joined()
                + "ranking: {carts: {matrices: [a]}, orders: {matrices: [a]}, clicks: "
                + "{matrices: [a]}}"
        }
        running = RunningSettings(try Self.settings(list(["a", "b"])))
        #expect(
            running.reload { try Self.settings(list(["b", "a"])) }
                == .taken(
                    SettingsReload(
                        waiting: [SettingChange(key: "matrices", old: "a, b", new: "b, a")])))
    }

    @Test func `no key that decides on results is reloadable`() {
        let decisive = [
            "events.", "sessions.", "items.", "popularity.", "rows.", "ranking.", "matrices.",
            "output.",
        ]
        let reloadable = SettingDescription.all.filter(\.isReloadable).map(\.path)
        #expect(reloadable.count >= 5)
        #expect(!reloadable.contains { path in decisive.contains { path.hasPrefix($0) } })
    }

    /// A key that is written elsewhere than into the settings would be lost.
    @Test func `every reloadable key reaches the settings that run`() throws {
        let values = [
            "snapshots.interval": "7s", "snapshots.max_events": "77", "log.level": "error",
            "log.format": "json", "stop_timeout": "77s",
        ]
        let loaded = try DaemonSettings.load(
            text: "{}", name: "c.yaml", overrides: values.map { "\($0.key)=\($0.value)" })
        var running = RunningSettings(DaemonSettings())
        _ = running.reload { loaded }
        let effective = Dictionary(
            uniqueKeysWithValues: running.current.effective.map { ($0.key, $0.value) })
        for key in SettingDescription.all where key.isReloadable {
            #expect(values[key.path] != nil, "try \(key.path) here, too")
            #expect(effective[key.path] == values[key.path], "\(key.path)")
        }
    }
}
