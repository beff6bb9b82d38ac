import Glibc
import Testing

extension IntegrationTests.BrokerTests {
    /// The daemon and the service manager that has started it.
    struct ServiceTests {
        @Test(.timeLimit(.minutes(2)))
        func `READY comes after the state is restored, STOPPING when it stops`() async throws {
            try await Broker.run { broker in
                let path = try await Feed.generated(3_000, in: broker.folder)
                try await Feed.produce(
                    try Feed.keyed(path, in: broker.folder)[0], to: broker)
                let settings = ["snapshots.directory=\(broker.folder("state"))"]
                try await Daemon.run(at: broker, settings: settings) { daemon in
                    try await daemon.hasTaken(3_000)
                    _ = try await daemon.stop()
                }

                let manager = try ServiceManager(at: broker.folder("notify"))
                try await Daemon.run(
                    at: broker, settings: settings, environment: manager.environment
                ) { daemon in
                    try manager.next("READY=1", within: 20)
                    let status = try daemon.status()
                    #expect(status.state == "consuming")
                    #expect(status.stateEvents == 3_000)
                    #expect(status.events == 0)

                    let restoring = manager.received.enumerated().filter { message in
                        message.element.assignments.contains {
                            $0.hasPrefix("STATUS=restoring snapshot, ")
                        }
                    }
                    let percents = restoring.compactMap { $0.element.assignments.last }
                    #expect(percents.first?.hasSuffix(" 0 %") == true)
                    #expect(percents.last?.hasSuffix(" 100 %") == true)
                    #expect(percents.count > 10)
                    for message in restoring {
                        #expect(message.element.assignments.first == "EXTEND_TIMEOUT_USEC=90000000")
                    }
                    #expect(restoring.last?.offset ?? .max < manager.received.count - 1)

                    _ = try await daemon.stop()
                    try manager.next("STOPPING=1", within: 1)
                    let words = manager.received.flatMap(\.assignments)
                    #expect(words.count { $0 == "READY=1" } == 1)
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `an instance that finds no partition left is ready, and stands by`() async throws {
            try await Broker.run { broker in
                try await Daemon.run(at: broker) { first in
                    try await first.status("consuming") { $0.state == "consuming" }
                    let folder = try Folder()
                    let manager = try ServiceManager(at: folder("notify"))
                    try await Daemon.run(
                        settings: [
                            "kafka.bootstrap_servers=\(broker.address)",
                            "kafka.properties.receive.message.max.bytes=2000000000",
                        ], environment: manager.environment, folder: folder
                    ) { second in
                        try manager.next("READY=1", within: 40)
                        // Which of the two has the partition is up to the group.
                        try await eventually("one at work, one at rest", within: 40) {
                            let states = Set([try first.status().state, try second.status().state])
                            return states == ["consuming", "standby"] ? true : nil
                        }
                        _ = try await second.stop()
                    }
                    _ = try await first.stop()
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a daemon without a broker is not ready, but alive`() async throws {
            let port = try SilentPort().number  // closed again
            let folder = try Folder()
            let manager = try ServiceManager(at: folder("notify"))
            try await Daemon.run(
                // An answer is waited for for eight seconds by then: as long as a stop may take.
                settings: ["kafka.bootstrap_servers=127.0.0.1:\(port)", "stop_timeout=20s"],
                environment: manager.environment.merging(["WATCHDOG_USEC": "20000000"]) { $1 },
                folder: folder
            ) { daemon in
                // As long as it asks again for an answer, it may take its time to start.
                for _ in 0..<4 {
                    let ping = try manager.next("WATCHDOG=1", within: 10)
                    #expect(ping.assignments.contains("EXTEND_TIMEOUT_USEC=20000000"))
                }
                try manager.next("STATUS=waiting: Kafka does not answer", within: 20)
                // What it cannot be before it is ready is reloaded.
                daemon.program.send(SIGHUP)
                try await eventually("a reload", within: 10) {
                    daemon.lines(of: "configuration_reloaded").first
                }
                _ = try await daemon.stop()
                let words = manager.received.flatMap(\.assignments)
                #expect(!words.contains("READY=1") && !words.contains("RELOADING=1"))
            }
        }

        /// The disk under the order journal does not answer: strace delays its fdatasync.
        @Test(.timeLimit(.minutes(3)), .enabled(if: Installation.has("strace")))
        func `pings come twice an interval, and stop when the loop hangs`() async throws {
            let interval = Duration.seconds(4)
            try await Broker.run { broker in
                let manager = try ServiceManager(at: broker.folder("notify"))
                try await Daemon.run(
                    at: broker, settings: ["snapshots.directory=\(broker.folder("state"))"],
                    environment: manager.environment.merging(["WATCHDOG_USEC": "4000000"]) { $1 }
                ) { daemon in
                    try manager.next("READY=1", within: 20)
                    var last = try manager.next("WATCHDOG=1", within: 4).time
                    for _ in 0..<5 {
                        let next = try manager.next("WATCHDOG=1", within: 4).time
                        #expect(next - last <= interval / 2)
                        last = next
                    }

                    let disk = try SlowDisk(of: daemon.program, in: broker.folder)
                    defer { disk.end() }
                    try await disk.isSlow()
                    let event = Array(BadInput.event(session: "42").utf8)
                    try await broker.produce([(Array("42".utf8), event)])
                    try await eventually("a silence", within: 60) {
                        let count = manager.count("WATCHDOG=1", until: .now + interval)
                        return count == 0 ? true : nil
                    }
                    // The rest of the daemon goes on: only progress of the loop counts.
                    #expect(manager.received.suffix(3).allSatisfy { $0.isStatus })
                    #expect(try daemon.get("/healthz").status == 200)

                    disk.end()
                    try manager.next("WATCHDOG=1", within: 10)
                    try await daemon.hasTaken(1)
                    _ = try await daemon.stop()
                }
            }
        }
    }
}

/// A disk that takes a minute for each fdatasync of one program.
private final class SlowDisk: Sendable {
    private let strace: Program
    private let folder: Folder

    init(of program: Program, in folder: Folder) throws {
        self.folder = folder
        strace = try Program(
            "strace",
            [
                "-f", "-p", "\(program.pid)", "-e", "trace=fdatasync", "-e",
                "inject=fdatasync:delay_enter=60000000", "-o", folder("strace.out"),
            ], errors: folder("strace.err"))
    }

    func isSlow() async throws {
        try await eventually("strace", within: 20) {
            if let exit = self.strace.ended {
                throw Failure("strace: \(exit) \(self.folder.text("strace.err"))")
            }
            return self.folder.text("strace.err").contains("attached") ? true : nil
        }
    }

    func end() {
        strace.send(SIGTERM)
        strace.end()
    }
}
