import Foundation
import Testing

extension IntegrationTests {
    /// Alerts, their runbook and the dashboard, against what a daemon exposes.
    @Suite(.timeLimit(.minutes(1)))
    struct AlertTests {
        private static let deploy = URL(filePath: #filePath)
            .deletingLastPathComponent().appending(path: "../../../deploy").standardizedFileURL.path
        private static let rulesPath = deploy + "/prometheus/covisitd.rules.yaml"
        private static let casesPath = deploy + "/prometheus/covisitd.rules.test.yaml"

        private static func text(_ path: String) throws -> String {
            try String(contentsOfFile: path, encoding: .utf8)
        }

        /// The rest of every line that begins so.
        private static func values(_ key: String, in text: String) -> [String] {
            let start = key + ": "
            return text.split(separator: "\n").compactMap { line -> String? in
                let entry = line.drop { $0 == " " || $0 == "-" }
                return entry.hasPrefix(start) ? String(entry.dropFirst(start.count)) : nil
            }
        }

        /// Names of ours and of the process in a text.
        private static func metricNames(in text: String) -> Set<String> {
            Set(text.matches(of: /\b(covisitd|process)_[a-z0-9_]+/).map { String($0.output.0) })
        }

        /// Labels that queries in a text select or group by.
        private static func labels(in text: String) -> Set<String> {
            let groups = text.matches(of: /\b(?:by|on) \(([^)]*)\)/)
                .flatMap { $0.output.1.split(separator: ",") }
                .map { $0.trimmingPrefix(" ") }
            let selectors = text.matches(of: /\b(\w+)=~?"/).map(\.output.1)
            return Set((groups + selectors).map(String.init))
        }

        /// What a daemon exposes; it needs no broker for that.
        private static func exposed() async throws -> MetricsAnswer {
            let folder = try Folder()
            let port = try SilentPort().number  // closed again
            var metrics: MetricsAnswer?
            let settings = [
                "kafka.bootstrap_servers=127.0.0.1:\(port)",
                "snapshots.directory=\(folder("state"))",
            ]
            try await Daemon.run(settings: settings, folder: folder) { daemon in
                metrics = try daemon.metrics()
            }
            return try #require(metrics)
        }

        @Test(.enabled(if: Promtool.isInstalled, "COVISITD_TEST_PROMTOOL is unset"))
        func `Prometheus accepts the rules, and each fires when it should and only then`()
            async throws
        {
            let checked = try await Promtool.run(["check", "rules", Self.rulesPath])
            #expect(checked.contains("SUCCESS"))
            let tested = try await Promtool.run(["test", "rules", Self.casesPath])
            #expect(tested.contains("SUCCESS"))
        }

        @Test func `each alert has a case in which it fires and one in which not`() throws {
            let alerts = Self.values("alert", in: try Self.text(Self.rulesPath))
            #expect(alerts.count >= 15)
            #expect(Set(alerts).count == alerts.count)
            // A case is its alert's name, and what is expected a line or two later.
            var fires: [String: Set<Bool>] = [:]
            var name = ""
            for line in try Self.text(Self.casesPath).split(separator: "\n") {
                if let given = Self.values("alertname", in: String(line)).first { name = given }
                if line.contains("exp_alerts:") {
                    fires[name, default: []].insert(!line.contains("[]"))
                }
            }
            #expect(fires == Dictionary(uniqueKeysWithValues: alerts.map { ($0, [true, false]) }))
        }

        @Test func `each alert says how bad it is, what to look at and where to read on`() throws {
            let rules = try Self.text(Self.rulesPath)
            let alerts = Self.values("alert", in: rules)
            let severities = rules.matches(of: /severity: (critical|warning)\b/)
            #expect(severities.count == alerts.count)
            for key in ["summary", "description", "expr"] {
                #expect(Self.values(key, in: rules).count == alerts.count, "\(key)")
            }
            #expect(
                Self.values("runbook_url", in: rules)
                    == alerts.map { "deploy/runbook.md#\($0.lowercased())" })
            let headings = try Self.text(Self.deploy + "/runbook.md").split(separator: "\n")
                .filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
            #expect(headings == alerts)
            let readme = try Self.text(Self.deploy + "/../README.md")
            for alert in alerts { #expect(readme.contains("`\(alert)`"), "\(alert)") }
        }

        @Test func `no alert, runbook or panel names what no daemon exposes`()
            async throws
        {
            let metrics = try await Self.exposed()
            let exposed = metrics.names
            #expect(exposed.count > 70)
            let text = try Self.text(Self.rulesPath)
            let rules = Self.metricNames(in: text)
            #expect(rules.count > 15)
            #expect(rules.subtracting(exposed) == [])
            let runbook = Self.metricNames(in: try Self.text(Self.deploy + "/runbook.md"))
            #expect(runbook.subtracting(exposed) == [])
            let queries = try Dashboard(path: Self.deploy + "/grafana/covisitd.json").queries
            let shown = queries.map(Self.metricNames).reduce(into: Set()) { $0.formUnion($1) }
            #expect(shown.count > 60)
            #expect(shown.subtracting(exposed) == [])
            // Those that Prometheus adds, too.
            let labels = metrics.labels.union(["job", "instance"])
            #expect(Self.labels(in: text).subtracting(labels) == [])
            #expect(
                queries.map(Self.labels).reduce(into: Set()) { $0.formUnion($1) }
                    .subtracting(labels) == [])
        }

        @Test(.enabled(if: Promtool.isInstalled, "COVISITD_TEST_PROMTOOL is unset"))
        func `every query of the dashboard is one to Prometheus`() async throws {
            let dashboard = try Dashboard(path: Self.deploy + "/grafana/covisitd.json")
            #expect(dashboard.queries.count > 60)
            let rules = dashboard.queries.enumerated().map { number, query in
                let query = query.replacing("$__rate_interval", with: "5m")
                return "{\"record\":\"query:\(number)\",\"expr\":\(Self.quoted(query))}"
            }
            let folder = try Folder()
            let list = rules.joined(separator: ",")
            let groups = "{\"groups\":[{\"name\":\"queries\",\"rules\":[\(list)]}]}"
            let path = try folder.write(groups.utf8, as: "queries.yaml")
            let words = try await Promtool.run(["check", "rules", path])
            #expect(words.contains("SUCCESS: \(rules.count) rules found"))
        }

        @Test func `the dashboard has a panel for each concern, in rows that do not overlap`()
            throws
        {
            let dashboard = try Dashboard(path: Self.deploy + "/grafana/covisitd.json")
            #expect(
                dashboard.panels.filter { $0.type == "row" }.map(\.title) == [
                    "Is it fine?", "Stream", "Latency", "State and limits", "Snapshots", "Errors",
                    "Kafka", "Process",
                ])
            #expect(Set(dashboard.panels.map(\.id)).count == dashboard.panels.count)
            for (index, panel) in dashboard.panels.enumerated() {
                #expect(panel.gridPos.x + panel.gridPos.w <= 24)
                #expect(panel.type == "row" || !(panel.targets ?? []).isEmpty, "\(panel.title)")
                for other in dashboard.panels[..<index] {
                    #expect(!panel.gridPos.overlaps(other.gridPos), "\(panel.title)")
                }
            }
        }

        private static func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
    }
}

/// A dashboard of Grafana, as far as the tests know it.
private struct Dashboard: Decodable {
    struct Panel: Decodable {
        struct Place: Decodable {
            var x, y, w, h: Int

            func overlaps(_ other: Place) -> Bool {
                x < other.x + other.w && other.x < x + w && y < other.y + other.h
                    && other.y < y + h
            }
        }

        struct Target: Decodable {
            var expr: String
        }

        var id: Int
        var type: String
        var title: String
        var gridPos: Place
        var targets: [Target]?
    }

    var panels: [Panel]

    init(path: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
    }

    var queries: [String] { panels.flatMap { ($0.targets ?? []).map(\.expr) } }
}
