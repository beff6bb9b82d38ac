import Testing

extension IntegrationTests.BrokerTests {
    struct RunningDaemonTests {
        @Test(.timeLimit(.minutes(1)))
        func `healthz and status answer on loopback`() async throws {
            try await Broker.run(partitions: 2) { broker in
                try await Daemon.run(at: broker) { daemon in
                    #expect(try daemon.get("/healthz").status == 200)
                    let status = try await daemon.status("consuming") {
                        $0.state == "consuming" && $0.partitions.map(\.lagRecords) == [0, 0]
                    }
                    #expect(status.version.contains(/^\d+\.\d+\.\d+/))
                    #expect(try daemon.get("/nothing").status == 404)

                    let event = Array(BadInput.event(session: "42").utf8)
                    try await broker.produce([(Array("42".utf8), event)])
                    let after = try await daemon.status("an answer") {
                        $0.recommendationsPublished == 1
                    }
                    #expect(after.events == 1)
                    #expect(try await daemon.stop().seconds < 10)
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a daemon waits for a broker that is not there, and stops when asked`() async throws {
            let port = try SilentPort().number  // closed again
            try await Daemon.run(
                settings: ["kafka.bootstrap_servers=127.0.0.1:\(port)"], folder: try Folder()
            ) { daemon in
                let status = try await daemon.status("anything") { _ in true }
                #expect(status.state != "consuming")
                #expect(try daemon.get("/healthz").status == 200)
                #expect(try daemon.get("/readyz").status == 503)
                #expect(try await daemon.stop().seconds < 10)
            }
        }
    }
}
