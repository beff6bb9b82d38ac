import Foundation
import KafkaTransport
import Settings
import Testing

/// Credentials of systemd: secrets come in by a door of their own, and go out by none.
struct CredentialTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "covisitd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String, as name: String) throws -> String {
        let path = folder.appending(path: name).path
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    private func load(
        _ text: String = "{}", environment: [String: String] = [:], _ overrides: String...
    ) throws -> DaemonSettings {
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["CREDENTIALS_DIRECTORY": folder.path].merging(environment) { $1 }
        return try .load(text: text, name: "c.yaml", environment: environment, overrides: overrides)
    }

    private func problem(_ text: String = "{}") throws -> String {
        let error = try #require(throws: SettingsError.self) { try load(text) }
        return "\(error)"
    }

    @Test func `a credential is called as the key whose value it holds`() throws {
        _ = try write("hunter2\n", as: "kafka.sasl.password")
        _ = try write("-----BEGIN-----\nkey\n-----END-----\n", as: "kafka.properties.ssl.key.pem")
        _ = try write("shop\r\n", as: "kafka.group_id")
        _ = try write("7", as: "workers")
        let settings = try load()
        #expect(settings.kafka.properties["sasl.password"] == "hunter2")
        #expect(
            settings.kafka.properties["ssl.key.pem"] == "-----BEGIN-----\nkey\n-----END-----")
        #expect(settings.kafka.groupID == "shop")
        #expect(settings.workers == 7)
    }

    @Test func `a credential is stronger than the file, and weaker than all else`() throws {
        _ = try write("1", as: "workers")
        _ = try write("9s", as: "stop_timeout")
        _ = try write("credential", as: "kafka.topics.events")
        let settings = try load(
            "kafka: {topics: {events: file}}", environment: ["COVISITD_WORKERS": "3"],
            "stop_timeout=4s")
        #expect(settings.kafka.eventsTopic == "credential")
        #expect(settings.workers == 3)
        #expect(settings.stopTimeout == .seconds(4))
    }

    @Test func `what came as a credential is not shown, whatever its key`() throws {
        _ = try write("hunter2", as: "kafka.sasl.username")
        _ = try write("hunter3", as: "kafka.group_id")
        let settings = try load()
        let shown = settings.effective.filter { $0.value == "(not shown)" }
        #expect(
            shown.map { "\($0.key) \($0.origin)" } == [
                "kafka.group_id credential kafka.group_id",
                "kafka.properties.sasl.username credential kafka.sasl.username",
            ])
        #expect(!"\(settings.effective)".contains("hunter"))
        let file = SettingsFile(settings)
        #expect(!file.text.contains("hunter"))
        #expect(file.secrets == ["kafka.group_id", "kafka.properties.sasl.username"])
    }

    @Test(arguments: [
        ("kafka.goup_id.x.", "is no name of a property"),
        ("log.levl", "did you mean \"level\"?"), ("sessions", "unknown key"),
    ])
    func `a credential of no key is refused`(name: String, message: String) throws {
        _ = try write("hunter2", as: name)
        let problem = try problem()
        #expect(problem.contains(message), "\(problem)")
        #expect(!problem.contains("hunter2"))
    }

    @Test func `no complaint repeats what a credential holds`() throws {
        _ = try write("hunter2", as: "log.level")
        let problem = try problem()
        #expect(problem.hasPrefix("credential log.level: log.level: holds no such value; allowed:"))
        #expect(!problem.contains("hunter2"))
    }

    @Test func `a credential that is no key of ours is left alone`() throws {
        _ = try write("x", as: "ca.pem")
        _ = try write("x", as: ".hidden")
        #expect(try load().kafka.properties.isEmpty)
    }

    @Test func `a directory of credentials that cannot be read is named`() throws {
        let error = try #require(throws: SettingsError.self) {
            try load(environment: ["CREDENTIALS_DIRECTORY": "/nowhere/at/all"])
        }
        #expect("\(error)".contains("CREDENTIALS_DIRECTORY: cannot be read: No such file"))
    }

    @Test(arguments: [
        ("", "is empty"), ("\n", "is empty"), ("a\u{0}b", "is not text in UTF-8"),
        (String(repeating: "x", count: 70_000), "larger than 64KiB"),
    ])
    func `a file that holds no secret is refused`(text: String, message: String) throws {
        _ = try write(text, as: "kafka.sasl.password")
        let problem = try problem()
        #expect(problem.hasPrefix("credential kafka.sasl.password: "))
        #expect(problem.contains(message), "\(problem)")
    }

    @Test func `a pipe does not keep the daemon waiting`() throws {
        #expect(mkfifo(folder.appending(path: "kafka.sasl.password").path, 0o600) == 0)
        #expect(try problem().contains("is not a regular file"))
    }

    @Test func `reserved properties are reserved in credentials, too`() throws {
        _ = try write("g", as: "kafka.group.id")
        #expect(try problem().contains("is set by kafka.group_id"))
    }

    @Test func `a directory of too many credentials is refused`() throws {
        for index in 0...256 { _ = try write("x", as: "other-\(index)") }
        #expect(try problem().contains("has more than 256 credentials"))
    }
}
