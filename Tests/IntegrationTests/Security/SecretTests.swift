import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// Secrets that only the broker is told.
    struct SecretTests {
        private static let canary = "canary-5b1d"
        private static let sources = "secrets"

        /// A secret in each way to give one, all with the canary in it.
        private static func secrets(
            in folder: Folder
        ) throws -> (settings: [String], environment: [String: String]) {
            try FileManager.default.createDirectory(
                atPath: folder(sources), withIntermediateDirectories: true)
            let file = try folder.write("\(canary)-file\n".utf8, as: "\(sources)/password")
            chmod600(file)
            let configuration = """
                kafka:
                  properties:
                    security.protocol: SASL_PLAINTEXT
                    sasl.mechanism: PLAIN
                    sasl.username: shop
                    sasl.oauthbearer.config: \(canary)-configuration
                    ssl.keystore.password_file: \(file)
                    debug: all
                """
            let path = try folder.write(configuration.utf8, as: "\(sources)/config.yaml")
            chmod600(path)
            return (
                ["--config", path],
                [
                    "COVISITD_KAFKA_PROPERTIES_SASL_PASSWORD": "\(canary)-password",
                    "COVISITD_KAFKA_PROPERTIES_SSL_KEY_PASSWORD_FILE": file,
                    "COVISITD_KAFKA_PROPERTIES_SSL_KEY_PEM": "\(canary)-key",
                ]
            )
        }

        @Test(.timeLimit(.minutes(2)))
        func `a secret is in nothing that the daemon shows or writes`() async throws {
            try await Broker.run { broker in
                let folder = broker.folder
                let (arguments, environment) = try Self.secrets(in: folder)
                try await Daemon.run(
                    at: broker,
                    settings: [
                        "log.level=debug", "snapshots.directory=\(folder("state"))",
                        "snapshots.interval=100ms",
                    ], arguments: arguments, environment: environment
                ) { daemon in
                    try await daemon.status("consuming") { $0.state == "consuming" }
                    try await broker.produce([
                        (Array("42".utf8), Array(BadInput.event(session: "42").utf8)),
                        (Array("43".utf8), Array("{".utf8)),
                    ])
                    try await daemon.status("an answer and a snapshot") {
                        $0.recommendationsPublished == 1 && $0.snapshots?.written ?? 0 > 0
                    }
                    for path in ["/", "/status", "/metrics", "/healthz", "/readyz", "/nothing"] {
                        #expect(try !daemon.get(path).body.contains(Self.canary), "\(path)")
                    }
                    for file in ["cmdline", "environ"] {
                        let bytes = try Data(
                            contentsOf: URL(filePath: "/proc/\(daemon.program.pid)/\(file)"))
                        #expect(!bytes.isEmpty)
                        #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.canary))
                    }
                    let limits = try String(
                        contentsOfFile: "/proc/\(daemon.program.pid)/limits", encoding: .utf8)
                    #expect(limits.contains(#/Max core file size +0 +0 /#))
                    _ = try await daemon.stop()
                    // librdkafka did say what it does.
                    #expect(daemon.log.contains("kafka_client_logged"))
                }
                #expect(try Self.filesWithCanary(in: folder) == [])
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a secret is in nothing that check-config prints`() async throws {
            let folder = try Folder()
            let (arguments, environment) = try Self.secrets(in: folder)
            for more in [["--all"], ["--set", "kafka.properties.sasl.mechanism=OAUTHBEARER"]] {
                let result = try await Command(
                    ["check-config"] + arguments + more, environment: environment)
                let text = result.output + result.errors
                #expect(text.contains("sasl"))
                #expect(!text.contains(Self.canary), "\(text)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a secret in the command line is refused and not repeated, exit 78`() async throws {
            let result = try await Command([
                "check-config", "--set", "kafka.properties.sasl.password=\(Self.canary)",
            ])
            #expect(result.exit == .code(78))
            #expect(result.errors.contains("everybody on this machine can read a command line"))
            #expect(!(result.output + result.errors).contains(Self.canary))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a secret in a file that others may read is refused, exit 78`() async throws {
            let folder = try Folder()
            let (arguments, environment) = try Self.secrets(in: folder)
            for file in ["config.yaml", "password"] {
                let path = folder("\(Self.sources)/\(file)")
                chmod(path, 0o644)
                let result = try await Command(
                    ["check-config"] + arguments, environment: environment)
                chmod600(path)
                #expect(result.exit == .code(78))
                #expect(result.errors.contains("\(path) holds a secret and has mode 0644"))
            }
        }

        /// Everything in the folder but where the secrets come from.
        private static func filesWithCanary(in folder: Folder) throws -> [String] {
            let names =
                FileManager.default.enumerator(atPath: folder.path)?
                .compactMap { $0 as? String } ?? []
            #expect(names.contains("report.json"))
            #expect(names.contains { $0.hasSuffix(".covisnap") })
            return names.filter { name in
                !name.hasPrefix(sources)
                    && Data(folder.bytes(name)).range(of: Data(canary.utf8)) != nil
            }
        }
    }
}

/// Leaves a file to its owner alone.
func chmod600(_ path: String) { chmod(path, 0o600) }
