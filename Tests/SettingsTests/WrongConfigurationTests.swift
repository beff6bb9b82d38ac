import Settings
import Testing

/// A file with one mistake, and what has to be said of it.
struct WrongFile: Sendable, CustomTestStringConvertible {
    var text: String
    var line: Int
    var key: String
    /// A piece of the message, the hint above all.
    var hint: String

    init(_ text: String, line: Int, key: String, hint: String) {
        self.text = text
        self.line = line
        self.key = key
        self.hint = hint
    }

    var testDescription: String { "\(key), line \(line): \(hint)" }
}

struct WrongConfigurationTests {
    static let files: [WrongFile] = keys + scalars + lists + words + matrices + syntax

    @Test(arguments: files)
    func `a wrong file gives line, key and hint`(_ file: WrongFile) throws {
        let error = try #require(throws: SettingsError.self) {
            try DaemonSettings.load(text: file.text, name: "c.yaml")
        }
        #expect(error.problems.count == 1, "\(error)")
        let problem = try #require(error.problems.first)
        #expect(problem.key == file.key)
        guard case .file("c.yaml", let line, let column) = problem.location else {
            Issue.record("\(problem.location) is not in the file")
            return
        }
        #expect(line == file.line)
        #expect(line == 0 || column > 0)
        #expect(problem.description.contains(file.hint), "\(problem)")
    }

    @Test func `a wrong value shows place, key, reason and limit on one line`() throws {
        let error = try #require(throws: SettingsError.self) {
            try DaemonSettings.load(
                text: "kafka:\n  bootstrap_server: a:9092\nworkers: 300\n", name: "config.yaml")
        }
        let lines = error.description.split(separator: "\n")
        #expect(
            lines.first?.hasPrefix(
                """
                config.yaml:2:3: kafka.bootstrap_server: unknown key; \
                did you mean "bootstrap_servers"? allowed: bootstrap_servers, group_id, 
                """) == true)
        #expect(
            lines.last
                == "config.yaml:3:10: workers: 300 is out of range; allowed: an integer from 0 to 256"
        )
    }

    @Test func `all mistakes are reported at once, up to a limit`() throws {
        let text = (0..<200).map { "nonsense\($0): 1" }.joined(separator: "\n")
        let error = try #require(throws: SettingsError.self) {
            try DaemonSettings.load(text: text, name: "c.yaml")
        }
        #expect(error.problems.count == 200)
        #expect(error.description.split(separator: "\n").count == 51)
        #expect(error.description.hasSuffix("and 150 more problems"))
    }

    @Test func `a problem takes one line, whatever the file holds`() throws {
        let key = "a\\n\\e[31m" + String(repeating: "b", count: 5_000)
        let error = try #require(throws: SettingsError.self) {
            try DaemonSettings.load(text: "\"\(key)\": 1", name: "c.yaml")
        }
        #expect(!error.description.contains("\n"))
        #expect(!error.description.contains("\u{1B}"))
        #expect(error.description.utf8.count < 1_000)
    }

    @Test func `the exit code is that of a configuration error`() {
        #expect(SettingsError.exitCode == 78)
    }
}

// MARK: - The table

extension WrongConfigurationTests {
    private static let keys = [
        WrongFile(
            "kafka:\n  bootstrap_server: a:9092", line: 2, key: "kafka.bootstrap_server",
            hint: "did you mean \"bootstrap_servers\"?"),
        WrongFile("kafak:\n  group_id: x", line: 1, key: "kafak", hint: "\"kafka\""),
        WrongFile(
            "group_id: x", line: 1, key: "group_id", hint: "did you mean \"kafka.group_id\"?"),
        WrongFile("# a\n\nzzzzzz: 1", line: 3, key: "zzzzzz", hint: "allowed: kafka, batch"),
        WrongFile(
            "kafka:\n  topics:\n    related-items: x", line: 3, key: "kafka.topics.related-items",
            hint: "\"related_items\""),
        WrongFile(
            "kafka:\n  group_id: a\n  group_id: b", line: 3, key: "group_id",
            hint: "first on line 2"),
        WrongFile("kafka.group_id: x", line: 1, key: "kafka.group_id", hint: "nested"),
        WrongFile("kafka: here", line: 1, key: "kafka", hint: "is a section"),
        WrongFile("kafka: [a]", line: 1, key: "kafka", hint: "is a section"),
        WrongFile(
            "kafka:\n  properties:\n    sasl:\n      mechanism: PLAIN", line: 3,
            key: "kafka.properties.sasl", hint: "\"sasl.mechanism\""),
        WrongFile(
            "kafka:\n  properties:\n    group.id: x", line: 3, key: "kafka.properties.group.id",
            hint: "kafka.group_id"),
        WrongFile(
            "kafka:\n  properties:\n    Security-Protocol: SSL", line: 3,
            key: "kafka.properties.Security-Protocol", hint: "\"security.protocol\""),
        WrongFile(
            "kafka:\n  properties: [a]", line: 2, key: "kafka.properties", hint: "is not a map"),
        WrongFile(
            "http: {enabled: true, prot: 80}", line: 1, key: "http.prot", hint: "\"port\""),
        WrongFile("? [a]\n: b", line: 1, key: "", hint: "a key that is no word"),
        WrongFile(
            "kafka:\n  topics:\n    recommendations: events", line: 3,
            key: "kafka.topics.recommendations", hint: "\"events\" is kafka.topics.events already"),
        WrongFile(
            "kafka:\n  topics:\n    events: related-items", line: 3, key: "kafka.topics.events",
            hint: "is kafka.topics.related_items already"),
        WrongFile(
            "events:\n  fields:\n    aid: session", line: 3, key: "events.fields.aid",
            hint: "is events.fields.session already"),
    ]

    private static let scalars = [
        WrongFile(
            "batch:\n  max_events: many", line: 2, key: "batch.max_events",
            hint: "\"many\" is not an integer; allowed: an integer from 1 to 65536"),
        WrongFile("batch: {max_events: 0}", line: 1, key: "batch.max_events", hint: "out of range"),
        WrongFile("batch:\n  max_events: 4,096", line: 2, key: "batch.max_events", hint: "4096"),
        WrongFile("batch:\n  max_events: 010", line: 2, key: "batch.max_events", hint: "\"10\"?"),
        WrongFile("batch:\n  max_events: 1e3", line: 2, key: "batch.max_events", hint: "integer"),
        WrongFile("batch:\n  max_events: [1]", line: 2, key: "batch.max_events", hint: "is a list"),
        WrongFile(
            "batch:\n  max_events: 99999999999999999999", line: 2, key: "batch.max_events",
            hint: "out of range"),
        WrongFile("batch:\n  max_events:\n", line: 2, key: "batch.max_events", hint: "no value"),
        WrongFile("batch:\n  linger: ~", line: 2, key: "batch.linger", hint: "has no value"),
        WrongFile(
            "batch:\n  linger: 5", line: 2, key: "batch.linger", hint: "5 has no unit; did you"),
        WrongFile("batch:\n  linger: 5 sec", line: 2, key: "batch.linger", hint: "\"5s\"?"),
        WrongFile("batch:\n  linger: 61s", line: 2, key: "batch.linger", hint: "0ms to 1s"),
        WrongFile("batch:\n  linger: -5ms", line: 2, key: "batch.linger", hint: "not a duration"),
        WrongFile(
            "sessions:\n  idle_timeout: 2 weeks", line: 2, key: "sessions.idle_timeout",
            hint: "\"14d\"?"),
        WrongFile(
            "sessions:\n  idle_timeout: 1.5d", line: 2, key: "sessions.idle_timeout",
            hint: "\"36h\"?"),
        WrongFile(
            "sessions:\n  idle_timeout: 999999999999999999d", line: 2,
            key: "sessions.idle_timeout", hint: "is not a duration"),
        WrongFile("sessions:\n  tail: 65", line: 2, key: "sessions.tail", hint: "2 to 64"),
        WrongFile("sessions:\n  tail: 1", line: 2, key: "sessions.tail", hint: "2 to 64"),
        WrongFile(
            "kafka:\n  queue_bytes: 64MB", line: 2, key: "kafka.queue_bytes", hint: "\"64MiB\"?"),
        WrongFile(
            "kafka:\n  queue_bytes: 4GiB", line: 2, key: "kafka.queue_bytes",
            hint: "1MiB to 2047MiB"),
        WrongFile(
            "kafka:\n  start: yesterday", line: 2, key: "kafka.start", hint: "earliest, latest"),
        WrongFile(
            "events:\n  oldest: 2026-02-30", line: 2, key: "events.oldest", hint: "RFC 3339"),
        WrongFile("events:\n  oldest: 31.1.2026", line: 2, key: "events.oldest", hint: "RFC 3339"),
        WrongFile(
            "ranking:\n  clicks:\n    recency_floor: 0,1", line: 3,
            key: "ranking.clicks.recency_floor", hint: "\"0.1\"?"),
        WrongFile(
            "ranking:\n  clicks:\n    recency_floor: .nan", line: 3,
            key: "ranking.clicks.recency_floor", hint: "not a number"),
        WrongFile(
            "ranking:\n  type_weights:\n    carts: -1", line: 3, key: "ranking.type_weights.carts",
            hint: "0 to 1000000"),
        WrongFile("ranking: {list_length: 21}", line: 1, key: "ranking.list_length", hint: "20"),
    ]

    private static let lists = [
        WrongFile(
            "ranking:\n  carts:\n    popularity: [orders, cart]", line: 3,
            key: "ranking.carts.popularity", hint: "did you mean \"carts\"?"),
        WrongFile(
            "ranking:\n  carts:\n    popularity: [orders, orders]", line: 3,
            key: "ranking.carts.popularity", hint: "occurs twice"),
        WrongFile(
            "ranking:\n  carts:\n    matrices: [cart-orders]", line: 3,
            key: "ranking.carts.matrices", hint: "did you mean \"carts-orders\"?"),
        WrongFile(
            "events:\n  types:\n    carts: [cart, clicks]", line: 3, key: "events.types.carts",
            hint: "also stands for clicks"),
        WrongFile(
            "events:\n  types:\n    orders: []", line: 3, key: "events.types.orders",
            hint: "one or more"),
        WrongFile(
            "events:\n  types:\n    orders: {a: b}", line: 3, key: "events.types.orders",
            hint: "is a map"),
        WrongFile(
            "kafka:\n  bootstrap_servers: a:99999", line: 2, key: "kafka.bootstrap_servers",
            hint: "host:port"),
        WrongFile(
            "kafka:\n  bootstrap_servers: a:9092 b:9092", line: 2, key: "kafka.bootstrap_servers",
            hint: "separated by commas"),
    ]

    private static let words = [
        WrongFile(
            "ranking:\n  clicks:\n    history: true", line: 3, key: "ranking.clicks.history",
            hint: "first, allowed, not-current or excluded"),
        WrongFile(
            "matrices:\n  preset: otto-3\n  clicks:\n    distance: inverse", line: 4,
            key: "matrices.clicks.distance", hint: "distinct: false"),
        WrongFile(
            "matrices:\n  preset: otto-3\n  clicks:\n    repeats: true", line: 4,
            key: "matrices.clicks.repeats", hint: "false, or distinct: false"),
        WrongFile("http:\n  enabled: off", line: 2, key: "http.enabled", hint: "\"false\"?"),
        WrongFile("http:\n  host: my host", line: 2, key: "http.host", hint: "127.0.0.1"),
        WrongFile("http:\n  token: short", line: 2, key: "http.token", hint: "16 to 256"),
        WrongFile("http:\n  port: 80800", line: 2, key: "http.port", hint: "0 to 65535"),
        WrongFile("log:\n  level: warn", line: 2, key: "log.level", hint: "warning"),
        WrongFile("log:\n  format: jsn", line: 2, key: "log.format", hint: "\"json\"?"),
        WrongFile("kafka:\n  group_id: no", line: 2, key: "kafka.group_id", hint: "\"'no'\"?"),
        WrongFile("kafka:\n  group_id: null", line: 2, key: "kafka.group_id", hint: "no value"),
        WrongFile(
            "kafka:\n  group_instance_id:", line: 2, key: "kafka.group_instance_id",
            hint: "did you mean \"''\"?"),
        WrongFile("kafka:\n  group_id: ''", line: 2, key: "kafka.group_id", hint: "1 to 200"),
        WrongFile(
            "kafka:\n  topics:\n    events: my topic", line: 3, key: "kafka.topics.events",
            hint: "letters, digits"),
    ]

    private static let matrices = [
        WrongFile("matrices: otto-3", line: 1, key: "matrices", hint: "a list of matrices"),
        WrongFile("matrices: []", line: 1, key: "matrices", hint: "1 to 16"),
        WrongFile("matrices:\n  - clicks", line: 2, key: "matrices[1]", hint: "is not a map"),
        WrongFile("matrices:\n  - from: clicks", line: 2, key: "matrices[1]", hint: "has no name"),
        WrongFile(
            "matrices:\n  - name: aid", line: 2, key: "matrices[1].name", hint: "not preset, aid"),
        WrongFile(
            "matrices:\n  - name: a\n  - name: a", line: 3, key: "matrices[2].name",
            hint: "another matrix"),
        WrongFile(
            "matrices:\n  - name: a\n    neighbors: 64", line: 3, key: "matrices.a.neighbors",
            hint: "\"neighbours\"?"),
        WrongFile(
            "matrices:\n  - name: a\n    neighbours: 100", line: 3, key: "matrices.a.neighbours",
            hint: "not a power of two"),
        WrongFile(
            "matrices:\n  - name: a\n    neighbours: 8", line: 3, key: "matrices.a.neighbours",
            hint: "16 to 65536"),
        WrongFile(
            "matrices:\n  - name: a\n    positions: 65", line: 3, key: "matrices.a.positions",
            hint: "1 to 64"),
        WrongFile(
            "matrices:\n  - name: a\n    direction: backward", line: 3,
            key: "matrices.a.direction", hint: "both or forward"),
        WrongFile(
            "matrices:\n  - name: a\n    from: [click]", line: 3, key: "matrices.a.from",
            hint: "\"clicks\"?"),
        WrongFile(
            "matrices:\n  - name: a\n    weight: recency\n    half_life: none", line: 3,
            key: "matrices.a.weight", hint: "half_life is none"),
        WrongFile(
            "matrices:\n  - name: a\n    weight: {type_of_target: {cart: 1}}", line: 3,
            key: "matrices.a.weight.type_of_target.cart", hint: "\"carts\"?"),
        WrongFile(
            """
            matrices:
              - name: a
                weight: {type_of_target: {clicks: 0, carts: 0, orders: 0}}
            """, line: 3, key: "matrices.a.weight.type_of_target.clicks", hint: "stay empty"),
        WrongFile(
            "matrices:\n  - name: a\nranking:\n  clicks:\n    matrices: clicks", line: 5,
            key: "ranking.clicks.matrices", hint: "no matrix \"clicks\"; allowed: a"),
        WrongFile(
            "matrices:\n  preset: otto-4", line: 2, key: "matrices.preset", hint: "\"otto-3\"?"),
        WrongFile(
            "matrices:\n  click: {half_life: 7d}", line: 2, key: "matrices.click.half_life",
            hint: "did you mean \"clicks\"?"),
        WrongFile(
            "matrices:\n  clicks: 7d", line: 2, key: "matrices.clicks", hint: "map of fields"),
    ]

    private static let syntax = [
        WrongFile("kafka:\n\tgroup_id: x", line: 2, key: "", hint: "no tabs"),
        WrongFile("kafka:\n  group_id: \"x\n", line: 3, key: "", hint: "is not YAML"),
        WrongFile("kafka: {group_id: x", line: 2, key: "", hint: "is not YAML"),
        WrongFile("kafka:\n  group_id: x\n topics: y", line: 3, key: "", hint: "is not YAML"),
        WrongFile("workers: 1\n---\nworkers: 2", line: 2, key: "", hint: "another document"),
        WrongFile("- a\n- b", line: 1, key: "", hint: "is not a map of keys"),
        WrongFile("just words", line: 1, key: "", hint: "is not a map of keys"),
        WrongFile("", line: 0, key: "", hint: "holds no keys"),
        WrongFile("# nothing\n", line: 0, key: "", hint: "holds no keys"),
        WrongFile("kafka:\n  group_id: \u{1}", line: 2, key: "", hint: "is not YAML"),
        WrongFile(
            "kafka:\n  group_id: &a x", line: 2, key: "kafka.group_id", hint: "anchors and aliases"),
        WrongFile("kafka:\n  group_id: *a", line: 2, key: "", hint: "undefined alias"),
        WrongFile("workers: !!int 3", line: 1, key: "workers", hint: "tags"),
        WrongFile(
            String(repeating: "[", count: 20_000), line: 1, key: "", hint: "is not YAML"),
    ]
}
