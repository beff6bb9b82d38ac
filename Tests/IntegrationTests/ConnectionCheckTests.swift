import Testing

extension IntegrationTests {
    struct ConnectionCheckTests {
        /// Runs `check-config --connect`, which has 15 seconds.
        fileprivate static func check(_ settings: String...) async throws -> Command {
            let start = ContinuousClock.now
            let command = try await Command(
                ["check-config", "--connect"] + settings.flatMap { ["--set", $0] }, within: 20)
            #expect(ContinuousClock.now - start < .seconds(15))
            return command
        }

        @Test(.timeLimit(.minutes(1)))
        func `a port where nobody listens is named, exit 69`() async throws {
            let port = try SilentPort().number  // closed again
            let result = try await Self.check("kafka.bootstrap_servers=127.0.0.1:\(port)")
            #expect(result.exit == .code(69))
            #expect(result.output.contains("failed: kafka.bootstrap_servers: 127.0.0.1:\(port)"))
            #expect(result.output.contains("Connection refused"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a host without a name is named, exit 69`() async throws {
            let result = try await Self.check("kafka.bootstrap_servers=nobody.invalid:9092")
            #expect(result.exit == .code(69))
            #expect(result.output.contains("failed: kafka.bootstrap_servers: "))
            #expect(result.output.contains("nobody.invalid"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a port that never answers is told from one that refuses, exit 69`() async throws {
            let port = try SilentPort()
            let result = try await Self.check("kafka.bootstrap_servers=127.0.0.1:\(port.number)")
            #expect(result.exit == .code(69))
            #expect(result.output.contains("failed: kafka.bootstrap_servers: "))
            #expect(!result.output.contains("refused"))
        }
    }
}

extension IntegrationTests.BrokerTests {
    struct TopicCheckTests {
        @Test(.timeLimit(.minutes(1)))
        func `topics that exist pass, a missing one is named, exit 69`() async throws {
            try await Broker.run(partitions: 3) { broker in
                let servers = "kafka.bootstrap_servers=\(broker.address)"
                let good = try await IntegrationTests.ConnectionCheckTests.check(servers)
                #expect(good.exit == .code(0), "\(good.output)")
                #expect(good.output.contains(#"topic "events" has 3 partitions"#))

                let missing = try await IntegrationTests.ConnectionCheckTests.check(
                    servers, "kafka.topics.recommendations=nowhere")
                #expect(missing.exit == .code(69))
                let failures = missing.output.split(separator: "\n")
                    .filter { $0.hasPrefix("failed: ") }
                #expect(failures.count == 1, "\(failures)")
                #expect(failures.first?.contains("kafka.topics.recommendations: ") == true)
                #expect(failures.first?.contains("nowhere") == true)
            }
        }
    }
}
