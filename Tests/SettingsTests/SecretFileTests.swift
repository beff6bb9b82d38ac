import Foundation
import KafkaTransport
import Settings
import Testing

struct SecretFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    private func write(_ text: String, mode: Int = 0o600, as name: String = "secret") throws
        -> String
    {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        try setMode(mode, of: file.path)
        return file.path
    }

    private func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func load(
        _ text: String = "{}", environment: [String: String] = [:], _ overrides: String...
    ) throws(SettingsError) -> DaemonSettings {
        try .load(text: text, name: "c.yaml", environment: environment, overrides: overrides)
    }

    private func problem(_ text: String, _ overrides: String...) throws -> Problem {
        let error = try #require(throws: SettingsError.self) {
            try DaemonSettings.load(text: text, name: "c.yaml", overrides: overrides)
        }
        #expect(error.problems.count == 1, "\(error)")
        return try #require(error.problems.first)
    }

    private func properties(_ lines: String...) -> String {
        "kafka:\n  properties:\n" + lines.map { "    \($0)\n" }.joined()
    }

    @Test func `a secret comes from a file in every layer, the strongest holds`() throws {
        defer { remove() }
        let one = try write("one\n", as: "one")
        let two = try write("two", as: "two")
        let three = try write("three\r\n", as: "three")
        let file = properties("sasl.password_file: \(one)", "ssl.key.password: weaker")
        let settings = try load(
            file,
            environment: [
                "COVISITD_KAFKA_PROPERTIES_SSL_KEY_PASSWORD_FILE": two,
                "COVISITD_KAFKA_PROPERTIES_SASL_USERNAME": "me",
            ], "kafka.properties.ssl.key.pem_file=\(three)")
        #expect(
            settings.kafka.properties == [
                "sasl.password": "one", "ssl.key.password": "two", "ssl.key.pem": "three",
                "sasl.username": "me",
            ])
        #expect(settings.holdsSecrets)
        let shown = settings.effective.filter { $0.key.hasPrefix("kafka.properties.s") }
        #expect(shown.filter { $0.value == "(not shown)" }.count == 3)
        let origin = try #require(shown.first?.origin)
        #expect("\(origin)" == "c.yaml:3:25")
    }

    @Test(arguments: [0o644, 0o604, 0o660, 0o602, 0o777])
    func `a file that others may read or write is refused`(mode: Int) throws {
        defer { remove() }
        let path = try write("hunter2", mode: mode)
        for text in [properties("sasl.password_file: \(path)"), keyLocation(path)] {
            let problem = try problem(text)
            #expect(problem.what.contains("holds a secret and has mode 0\(String(mode, radix: 8))"))
            #expect(problem.allowed == "0600, or 0640 where it belongs to root")
            #expect(!problem.description.contains("hunter2"))
        }
    }

    private func keyLocation(_ path: String) -> String { properties("ssl.key.location: \(path)") }

    @Test(arguments: [0o600, 0o400, 0o700])
    func `a file of its owner alone is fine`(mode: Int) throws {
        defer { remove() }
        let path = try write("hunter2", mode: mode)
        let settings = try load(
            properties("sasl.password_file: \(path)", "ssl.key.location: \(path)"))
        #expect(settings.kafka.properties["sasl.password"] == "hunter2")
    }

    @Test(.enabled(if: getuid() == 0, "who is not root cannot give files away"))
    func `a group may read what is root's, and nothing else`() throws {
        defer { remove() }
        let path = try write("hunter2", mode: 0o640)
        #expect(try load(properties("sasl.password_file: \(path)")).holdsSecrets)
        #expect(chown(path, 65_534, 0) == 0)
        #expect(try problem(properties("sasl.password_file: \(path)")).what.contains("0640"))
    }

    @Test func `a link is followed, and what it leads to is judged`() throws {
        defer { remove() }
        let path = try write("hunter2")
        let link = folder.appending(path: "link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let text = properties("sasl.password_file: \(link)")
        #expect(try load(text).kafka.properties["sasl.password"] == "hunter2")
        try setMode(0o644, of: path)
        #expect(try problem(text).what.contains("mode 0644"))
    }

    @Test func `what holds no secret is named by its place`() throws {
        defer { remove() }
        let pipe = folder.appending(path: "pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let bytes = folder.appending(path: "bytes").path
        try Data([0xFF]).write(to: URL(filePath: bytes))
        try setMode(0o600, of: bytes)
        for (path, words) in [
            (folder.appending(path: "gone").path, "cannot be read: No such file"),
            (folder.path, "is not a regular file"), (pipe, "is not a regular file"),
            (try write("\n", as: "empty"), "is empty"), (bytes, "is not text in UTF-8"),
            (try write(String(repeating: "x", count: 65_537), as: "large"), "larger than 64KiB"),
        ] {
            let problem = try problem(properties("sasl.password_file: \(path)"))
            #expect(problem.what.contains(words), "\(problem)")
            #expect(problem.key == "kafka.properties.sasl.password_file")
            #expect("\(problem.location)".hasPrefix("c.yaml:3:"))
        }
    }

    @Test func `a secret that is given twice is refused`() throws {
        defer { remove() }
        let file = "sasl.password_file: \(try write("hunter2"))"
        for lines in [properties(file, "sasl.password: x"), properties("sasl.password: x", file)] {
            #expect(
                try problem(lines).description.contains(
                    "is given twice; allowed: sasl.password or sasl.password_file"))
        }
    }

    @Test func `a secret is refused in the command line, its file is not`() throws {
        defer { remove() }
        let problem = try problem("{}", "kafka.properties.sasl.password=hunter2")
        #expect(problem.what.contains("everybody on this machine can read a command line"))
        #expect(problem.allowed == "kafka.properties.sasl.password_file, or a variable")
        #expect(!problem.description.contains("hunter2"))
        let path = try write("hunter2")
        #expect(try load("{}", "kafka.properties.sasl.password_file=\(path)").holdsSecrets)
    }

    @Test func `a configuration with a secret in it is one itself`() throws {
        defer { remove() }
        let path = try write(
            properties("sasl.password: hunter2"), mode: 0o644, as: "config.yaml")
        func load() throws(SettingsError) -> DaemonSettings {
            try .load(file: path, environment: [:], overrides: [])
        }
        let error = try #require(throws: SettingsError.self) { try load() }
        #expect(error.description.hasPrefix("\(path):3:"))
        #expect(error.description.contains("or sasl.password_file instead"))
        #expect(!error.description.contains("hunter2"))
        try setMode(0o600, of: path)
        #expect(try load().holdsSecrets)
        _ = try write(properties("sasl.username: me"), mode: 0o644, as: "config.yaml")
        #expect(try !load().holdsSecrets)
    }

    @Test func `variables with secrets are known`() {
        for variable in ["SASL_PASSWORD", "SSL_KEY_PEM", "SASL_OAUTHBEARER_CONFIG"] {
            #expect(DaemonSettings.isSecret(variable: "COVISITD_KAFKA_PROPERTIES_" + variable))
        }
        for variable in [
            "COVISITD_KAFKA_PROPERTIES_SASL_PASSWORD_FILE", "COVISITD_WORKERS", "PASSWORD",
            "COVISITD_KAFKA_PROPERTIES_SSL_KEY_LOCATION", "COVISITD_TEST_PASSWORD",
        ] {
            #expect(!DaemonSettings.isSecret(variable: variable), "\(variable)")
        }
    }
}
