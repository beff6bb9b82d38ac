import Testing

extension IntegrationTests.BrokerTests {
    /// The daemon and a broker that is reached by TLS only.
    @Suite(
        .serialized,
        .enabled("no network namespaces here (unshare --net), or no stunnel4: TLS is not tested") {
            await IsolatedNetwork.possible != nil
        })
    struct TLSTests {
        /// A way to connect, and what has to be said of it.
        private struct Attempt {
            var certificate = Certificates.broker
            var asksClients = false
            var properties: [String: String]
            /// nil: it works.
            var refusal: String?
        }

        private static func attempts(_ certificates: Certificates) -> [Attempt] {
            let trusting = [
                "security.protocol": "ssl", "ssl.ca.location": certificates.authority,
            ]
            func with(_ more: [String: String]) -> [String: String] {
                trusting.merging(more) { $1 }
            }
            func identity(_ name: String) -> [String: String] {
                with([
                    "ssl.certificate.location": certificates.certificate(name),
                    "ssl.key.location": certificates.key(name),
                ])
            }
            return [
                Attempt(properties: trusting),
                Attempt(
                    properties: with(["ssl.ca.location": certificates.otherAuthority]),
                    refusal: "not signed by a CA that is trusted here"),
                Attempt(
                    certificate: Certificates.otherHost, properties: trusting,
                    refusal: "for another host name"),
                Attempt(
                    certificate: Certificates.expired, properties: trusting,
                    refusal: "the broker's certificate has expired"),
                Attempt(
                    asksClients: true, properties: trusting,
                    refusal: "set ssl.certificate.location and ssl.key.location"),
                Attempt(
                    asksClients: true, properties: identity(Certificates.stranger),
                    refusal: "does not trust the CA of our certificate"),
                Attempt(asksClients: true, properties: identity(Certificates.client)),
                Attempt(properties: [:], refusal: "incorrect security.protocol"),
            ]
        }

        @Test(.timeLimit(.minutes(3)))
        func `what does not fit is refused, each with its own words, exit 69`() async throws {
            try await SecuredBroker.run { broker in
                var refusals: Set<String> = []
                let attempts = Self.attempts(broker.certificates)
                for attempt in attempts {
                    try await broker.present(
                        attempt.certificate, askingClients: attempt.asksClients)
                    let result = try await Self.check(broker, attempt.properties)
                    guard let refusal = attempt.refusal else {
                        #expect(result.exit == .code(0), "\(result.output)")
                        #expect(result.output.contains("kafka.bootstrap_servers: connected"))
                        continue
                    }
                    #expect(result.exit == .code(69), "\(result.output)")
                    let line = result.output.split(separator: "\n")
                        .first { $0.hasPrefix("failed: kafka.bootstrap_servers: ") }
                    #expect(line?.contains(refusal) == true, "\(result.output)")
                    #expect(line?.contains("127.0.0.1:\(broker.port)") == true)
                    refusals.insert(String(line ?? ""))
                }
                #expect(refusals.count == attempts.count(where: { $0.refusal != nil }))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a port without TLS is told from one with it, exit 69`() async throws {
            try await Broker.run { broker in
                let result = try await Command([
                    "check-config", "--connect",
                    "--set", "kafka.bootstrap_servers=\(broker.address)",
                    "--set", "kafka.properties.security.protocol=ssl",
                ])
                #expect(result.exit == .code(69))
                #expect(
                    result.output.contains("does not speak TLS at this port"), "\(result.output)")
            }
        }

        /// The example of README.md, with a key that is encrypted and SASL besides.
        @Test(.timeLimit(.minutes(2)))
        func `the daemon consumes and publishes by mutual TLS and SASL`() async throws {
            try await SecuredBroker.run { broker in
                let certificates = broker.certificates
                try await broker.present(Certificates.broker, askingClients: true)
                let passphrase = try certificates.folder.write(
                    "\(Certificates.passphrase)\n".utf8, as: "passphrase")
                chmod600(passphrase)
                let settings = [
                    "kafka.bootstrap_servers=127.0.0.1:\(broker.port)",
                    "kafka.properties.receive.message.max.bytes=2000000000",
                    "kafka.properties.security.protocol=SASL_SSL",
                    "kafka.properties.ssl.ca.location=\(certificates.authority)",
                    "kafka.properties.ssl.certificate.location="
                        + certificates.certificate(Certificates.client),
                    "kafka.properties.ssl.key.location=\(certificates.key("client-locked"))",
                    "kafka.properties.ssl.key.password_file=\(passphrase)",
                    "kafka.properties.sasl.mechanism=PLAIN",
                    "kafka.properties.sasl.username=shop",
                ]
                try await Daemon.run(
                    settings: settings,
                    environment: ["COVISITD_KAFKA_PROPERTIES_SASL_PASSWORD": "anything"],
                    folder: certificates.folder
                ) { daemon in
                    try await daemon.status("consuming") { $0.state == "consuming" }
                    try await Self.produceEvent(broker)
                    try await daemon.status("an answer") { $0.recommendationsPublished == 1 }
                    #expect(try await daemon.stop().report.events == 1)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `a daemon that distrusts the broker says why, and waits`() async throws {
            try await SecuredBroker.run { broker in
                try await broker.present(Certificates.expired)
                try await Daemon.run(
                    settings: [
                        "kafka.bootstrap_servers=127.0.0.1:\(broker.port)",
                        "kafka.properties.security.protocol=ssl",
                        "kafka.properties.ssl.ca.location=\(broker.certificates.authority)",
                    ], folder: broker.certificates.folder
                ) { daemon in
                    try await eventually("the reason in the log", within: 20) {
                        daemon.log.contains("the broker's certificate has expired: renew it")
                            ? true : nil
                    }
                    #expect(try daemon.get("/readyz").status == 503)
                    // The certificate is renewed, and nobody has to start the daemon again.
                    try await broker.present(Certificates.broker)
                    try await daemon.status("consuming") { $0.state == "consuming" }
                    _ = try await daemon.stop()
                }
            }
        }

        private static func check(
            _ broker: SecuredBroker, _ properties: [String: String]
        ) async throws -> Command {
            let settings = properties.map { "kafka.properties.\($0.key)=\($0.value)" }
            return try await Command(
                ["check-config", "--connect"]
                    + (["kafka.bootstrap_servers=127.0.0.1:\(broker.port)"] + settings)
                    .flatMap { ["--set", $0] }, within: 20)
        }

        private static func produceEvent(_ broker: SecuredBroker) async throws {
            let certificates = broker.certificates
            let file = try certificates.folder.write(
                "42\t\(BadInput.event(session: "42"))\n".utf8, as: "event")
            let kcat = try Kcat.produce(
                file: file, to: "events", at: "127.0.0.1:\(broker.port)", certificates.folder,
                [
                    "-K", "\t", "-X", "security.protocol=ssl",
                    "-X", "ssl.ca.location=\(certificates.authority)",
                    "-X", "ssl.certificate.location=\(certificates.certificate("client"))",
                    "-X", "ssl.key.location=\(certificates.key("client"))",
                ])
            defer { kcat.end() }
            let exit = try await kcat.end(within: 30)
            if exit != .code(0) {
                throw Failure("kcat: \(exit) \(certificates.folder.text("kcat.log"))")
            }
        }
    }
}
