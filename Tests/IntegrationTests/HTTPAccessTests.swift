import Testing

extension IntegrationTests {
    /// Who may ask the daemon over HTTP, and where the token comes from.
    struct HTTPAccessTests {
        private static let token = "correct-horse-battery"

        private static func daemon(
            _ settings: [String], environment: [String: String] = [:], folder: Folder,
            _ body: (Daemon) async throws -> Void
        ) async throws {
            let port = try SilentPort().number  // closed again
            try await Daemon.run(
                settings: ["kafka.bootstrap_servers=127.0.0.1:\(port)"] + settings,
                environment: environment, folder: folder, body)
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["run", "check-config"])
        func `an address that others reach needs a token, or to be called insecure, exit 78`(
            command: String
        ) async throws {
            let result = try await Command([command, "--set", "http.host=0.0.0.0"])
            #expect(result.exit == .code(78))
            #expect(result.errors.contains("http.host: 0.0.0.0 can be reached"))
            #expect(result.errors.contains("http.token"))
            #expect(result.errors.contains("http.insecure: true"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `insecure is enough, where it is said`() async throws {
            let result = try await Command(
                ["check-config", "--set", "http.host=::", "--set", "http.insecure=true"])
            #expect(result.exit == .code(0))
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["", "short", "sixteen or more words"])
        func `a file that holds no token is named, exit 78`(content: String) async throws {
            let folder = try Folder()
            let file = try folder.write(content.utf8, as: "token")
            let result = try await Command(["check-config", "--set", "http.token_file=\(file)"])
            #expect(result.exit == .code(78))
            #expect(result.errors.contains("http.token_file: \(file) must hold a token"))
            #expect(content.isEmpty || !result.errors.contains(content))
            let missing = try await Command(["check-config", "--set", "http.token_file=/missing"])
            #expect(missing.exit == .code(78))
            #expect(missing.errors.contains("http.token_file: /missing cannot be read"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a token is never shown`() async throws {
            let result = try await Command(
                ["check-config", "--all"], environment: ["COVISITD_HTTP_TOKEN": Self.token])
            #expect(result.exit == .code(0))
            #expect(result.output.contains("http.token = (not shown)"))
            let wrong = try await Command(
                ["check-config", "--set", "http.token=\(Self.token) \(Self.token)"])
            #expect(wrong.exit == .code(78))
            #expect(!(result.output + wrong.output + wrong.errors).contains(Self.token))
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["environment", "file", "credential"])
        func `the token is asked for, wherever it is kept`(place: String) async throws {
            let folder = try Folder()
            let file = try folder.write("\(Self.token)\n".utf8, as: "http.token")
            var (settings, environment) = (["http.host=0.0.0.0"], [String: String]())
            switch place {
            case "environment": environment["COVISITD_HTTP_TOKEN"] = Self.token
            case "file": settings.append("http.token_file=\(file)")
            default: environment["CREDENTIALS_DIRECTORY"] = folder.path
            }
            try await Self.daemon(settings, environment: environment, folder: folder) { daemon in
                #expect(try daemon.get("/healthz").status == 200)
                #expect(try daemon.get("/status").status == 401)
                let status = try daemon.get(
                    "/status", headers: "Authorization: Bearer \(Self.token)")
                #expect(status.status == 200)
                #expect(status.body.contains(#""token" : 1"#))
                #expect(!(status.body + daemon.log).contains(Self.token))
            }
        }
    }
}
