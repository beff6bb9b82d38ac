import Testing

extension IntegrationTests {
    struct CommandTests {
        @Test(.timeLimit(.minutes(1)), arguments: ["run", "check-config", "demo", "replay"])
        func `a wrong file gives line, key and hint, exit 78`(command: String) async throws {
            let folder = try Folder()
            let file = try folder.write(
                "kafka:\n  bootstrap_server: a:9092\nworkers: 300\n".utf8, as: "c.yaml")
            let input = command == "replay" ? ["--input", Installation.recording] : []
            let result = try await Command([command, "--config", file] + input)
            #expect(result.exit == .code(78))
            #expect(
                result.errors.contains(
                    "\(file):2:3: kafka.bootstrap_server: unknown key; "
                        + #"did you mean "bootstrap_servers"?"#))
            #expect(result.errors.contains("\(file):3:10: workers: 300 is out of range"))
            #expect(result.output.isEmpty)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a wrong environment variable and a wrong flag are named, exit 78`() async throws {
            let variable = try await Command(
                ["check-config"], environment: ["COVISITD_HTTP_PORT": "high"])
            #expect(variable.exit == .code(78))
            #expect(variable.errors.contains("COVISITD_HTTP_PORT"))
            let flag = try await Command(["check-config", "--set", "batch.linger=5"])
            #expect(flag.exit == .code(78))
            #expect(flag.errors.contains("--set: batch.linger"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a port that is taken ends the daemon, exit 69`() async throws {
            let taken = try SilentPort()
            let result = try await Command([
                "run", "--set", "http.port=\(taken.number)", "--set",
                "kafka.bootstrap_servers=127.0.0.1:\(try SilentPort().number)",
            ])
            #expect(result.exit == .code(69))
            #expect(result.errors.contains("cannot listen at 127.0.0.1:\(taken.number)"))
        }

        @Test(.timeLimit(.minutes(1)), arguments: ["run", "check-config"])
        func `a property that librdkafka does not have is named, exit 78`(
            command: String
        ) async throws {
            let result = try await Command([command, "--set", "kafka.properties.fetch.wat=1"])
            #expect(result.exit == .code(78))
            #expect(result.errors.contains("fetch.wat"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a flag is stronger than the environment, and that than the file`() async throws {
            let folder = try Folder()
            let file = try folder.write(
                "kafka: {group_id: file}\nworkers: 3\nbatch: {linger: 7ms}\n".utf8, as: "c.yaml")
            let result = try await Command(
                ["check-config", "--config", file, "--set", "kafka.group_id=flag"],
                environment: ["COVISITD_KAFKA_GROUP_ID": "variable", "COVISITD_WORKERS": "4"])
            #expect(result.exit == .code(0))
            for line in ["kafka.group_id = flag", "workers = 4", "batch.linger = 7ms"] {
                #expect(result.output.contains(line), "\(result.output)")
            }
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ["replay"], ["frobnicate"], ["run", "--nonsense"], ["demo", "--speed", "0"],
                ["replay", "--input", "x", "--limit", "0"], ["demo", "--for", "nonsense"],
            ])
        func `wrong usage is explained, exit 64`(arguments: [String]) async throws {
            let result = try await Command(arguments)
            #expect(result.exit == .code(64))
            #expect(!result.errors.isEmpty)
        }

        @Test(.timeLimit(.minutes(1)))
        func `the version names librdkafka's`() async throws {
            let result = try await Command(["--version"])
            #expect(result.exit == .code(0))
            #expect(result.output.contains(/covisitd \d+\.\d+\.\d+, librdkafka \d+\.\d+\.\d+/))
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: ["run", "check-config", "replay", "demo", "generate"])
        func `help is there to learn from`(command: String) async throws {
            let result = try await Command(["help", command])
            #expect(result.exit == .code(0))
            #expect(result.output.contains("USAGE: covisitd \(command)"))
            #expect(result.output.contains("OVERVIEW: "))
        }

        @Test(.timeLimit(.minutes(1)))
        func `the demo shows lists changing, and ends by itself`() async throws {
            let result = try await Command(["demo", "--for", "8s", "--speed", "2000"])
            #expect(result.exit == .code(0), "\(result.errors)")
            #expect(result.output.contains("embedded broker at 127.0.0.1:"))
            #expect(result.output.contains("-> next click"), "\(result.output)")
            let last = result.output.split(separator: "\n").last ?? ""
            let lists = last.firstMatch(of: /(\d+) lists/).flatMap { Int($0.1) }
            #expect((lists ?? 0) > 100, "\(last)")
        }
    }
}
