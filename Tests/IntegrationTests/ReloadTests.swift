import Foundation
import Glibc
import Testing

extension IntegrationTests.BrokerTests {
    /// SIGHUP and SIGUSR1 in a daemon that consumes.
    struct ReloadTests {
        /// Runs `body` with a daemon whose file says `text`, and which is ready.
        private func run(
            _ text: String, _ body: (Broker, Daemon, ServiceManager) async throws -> Void
        ) async throws {
            try await Broker.run { broker in
                let manager = try ServiceManager(at: broker.folder("notify"))
                let file = try broker.folder.write(text.utf8, as: "config.yaml")
                try await Daemon.run(
                    at: broker, settings: ["snapshots.directory=\(broker.folder("state"))"],
                    file: file, environment: manager.environment
                ) { daemon in
                    try manager.next("READY=1", within: 20)
                    try await body(broker, daemon, manager)
                    _ = try await daemon.stop()
                }
            }
        }

        /// Has the daemon read `text`; returns when it has done so.
        private func reload(_ text: String, _ daemon: Daemon, _ manager: ServiceManager) throws {
            _ = try daemon.folder.write(text.utf8, as: "config.yaml")
            daemon.program.send(SIGHUP)
            let message = try manager.next("RELOADING=1", within: 20)
            #expect(message.assignments.last?.hasPrefix("MONOTONIC_USEC=") == true)
            try manager.next("READY=1", within: 20)
        }

        @Test(.timeLimit(.minutes(1)))
        func `what is reloadable changes while it runs, the rest is named`() async throws {
            try await run("snapshots: {interval: 1h}") { broker, daemon, manager in
                func produce() async throws {
                    let event = Array(BadInput.event(session: "42").utf8)
                    try await broker.produce([(Array("42".utf8), event)])
                }
                try await produce()
                // The first batch ever is written down at once; the next would be in an hour.
                try await daemon.status("a snapshot") { $0.snapshots?.written == 1 }
                try reload(
                    "snapshots: {interval: 100ms}\nworkers: 1\nlog: {level: debug}", daemon,
                    manager)
                let changes = try #require(daemon.lines(of: "configuration_reloaded").first)
                #expect(
                    changes.contains("snapshots.interval: 1h -> 100ms; log.level: info -> debug"))
                let waiting = try #require(daemon.lines(of: "restart_needed").first)
                #expect(waiting.contains(#""keys":"workers""#))
                try await produce()
                try await daemon.status("another snapshot") { $0.snapshots?.written ?? 0 >= 2 }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a wrong file changes nothing, and the next right one is taken`() async throws {
            try await run("log: {level: info}") { broker, daemon, manager in
                try reload("log: {level: lots}", daemon, manager)
                let refusal = try #require(daemon.lines(of: "configuration_refused").first)
                #expect(refusal.contains("config.yaml:1:14: log.level: "))
                // librdkafka is asked, too.
                try reload("kafka: {properties: {linger.mss: 5}}", daemon, manager)
                #expect(daemon.lines(of: "configuration_refused").count == 2)
                #expect(daemon.lines(of: "configuration_reloaded").isEmpty)

                try FileManager.default.removeItem(atPath: daemon.folder("config.yaml"))
                daemon.program.send(SIGHUP)
                try manager.next("READY=1", within: 20)
                #expect(daemon.lines(of: "configuration_refused").count == 3)

                let event = Array(BadInput.event(session: "42").utf8)
                try await broker.produce([(Array("42".utf8), event)])
                try await daemon.hasTaken(1)
                try reload("log: {level: error}", daemon, manager)
                // Its own notice is not logged any more.
                #expect(daemon.lines(of: "configuration_reloaded").isEmpty)
                daemon.program.send(SIGUSR1)
                try await eventually("debug messages", within: 10) {
                    daemon.lines(of: "log_level_changed").first
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `SIGUSR1 switches debug messages on and off`() async throws {
            try await run("log: {level: info}") { _, daemon, _ in
                for (count, level) in [(1, "debug"), (2, "info"), (3, "debug")] {
                    daemon.program.send(SIGUSR1)
                    let lines = try await eventually("line \(count)", within: 10) {
                        let lines = daemon.lines(of: "log_level_changed")
                        return lines.count == count ? lines : nil
                    }
                    #expect(lines.last?.contains(#""level":"notice""#) == true)
                    #expect(lines.last?.contains(#""now":"\#(level)""#) == true)
                }
            }
        }

        @Test(.timeLimit(.minutes(4)))
        func `a thousand reloads leave no file, thread or memory behind`() async throws {
            let texts = ["debug", "info", "lots"].map { "log: {level: \($0)}" }
            try await run(texts[0]) { _, daemon, manager in
                let program = daemon.program
                func reload(times count: Int) throws {
                    for index in 0..<count {
                        try self.reload(texts[index % texts.count], daemon, manager)
                    }
                }
                try reload(times: 200)
                let before = (program.fileCount, program.threadCount)
                let residentBytes = try #require(program.residentBytes)
                let start = ContinuousClock.now
                try reload(times: 1_000)
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                // Threads of librdkafka, which checks each configuration, may still be ending.
                try await eventually("\(before) files and threads", within: 10) {
                    program.fileCount <= before.0 && program.threadCount <= before.1 ? true : nil
                }
                let growth = try #require(program.residentBytes) - residentBytes
                #expect(growth < 8 << 20, "\(growth) bytes more")
                print(
                    "1,000 reloads in \(rounded(seconds)) s: \(before.0) files,",
                    "\(before.1) threads before and after, \(growth >> 10) KiB more memory")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a credential is found nowhere`() async throws {
            let canary = "canary-\(UInt64.random(in: 0...UInt64.max))"
            try await Broker.run { broker in
                let credentials = broker.folder("credentials")
                try FileManager.default.createDirectory(
                    atPath: credentials, withIntermediateDirectories: true)
                for name in ["kafka.sasl.password", "kafka.client.rack", "kafka.group_id"] {
                    _ = try broker.folder.write(
                        "\(canary)-\(name)\n".utf8, as: "credentials/\(name)")
                }
                let environment = ["CREDENTIALS_DIRECTORY": credentials]
                let check = try await Command(
                    ["check-config", "--all"], environment: environment)
                #expect(check.output.contains("sasl.password = (not shown)  (credential kafka."))

                // As the unit's ExecReload, to which the directory is closed.
                let sasl = [
                    "--set", "kafka.properties.security.protocol=sasl_plaintext",
                    "--set", "kafka.properties.sasl.mechanism=PLAIN",
                    "--set", "kafka.properties.sasl.username=u",
                ]
                let closed = ["CREDENTIALS_DIRECTORY": "/nowhere/at/all"]
                let blind = try await Command(
                    ["check-config", "--no-credentials"] + sasl, environment: closed)
                #expect(blind.exit == .code(0), "\(blind.errors)")
                let bare = try await Command(["check-config"] + sasl)
                #expect(
                    bare.exit == .code(78),
                    "a password is needed, so that the above means something")

                let file = try broker.folder.write("{}".utf8, as: "config.yaml")
                try await Daemon.run(
                    at: broker, settings: ["log.level=trace"], file: file,
                    environment: environment
                ) { daemon in
                    try await daemon.status("consuming") { $0.state == "consuming" }
                    _ = try broker.folder.write(
                        "\(canary)-new".utf8, as: "credentials/kafka.sasl.password")
                    daemon.program.send(SIGHUP)
                    try await eventually("a reload", within: 20) {
                        daemon.lines(of: "restart_needed").first
                    }
                    let process = "/proc/\(daemon.program.pid)/"
                    let places = [
                        "check-config": check.output + check.errors, "log": daemon.log,
                        "/status": try daemon.get("/status").body,
                        "arguments": try String(
                            contentsOfFile: process + "cmdline", encoding: .utf8),
                        "environment": try String(
                            contentsOfFile: process + "environ", encoding: .utf8),
                    ]
                    for (place, text) in places {
                        #expect(!text.isEmpty, "\(place)")
                        #expect(!text.contains(canary), "\(place)")
                    }
                    _ = try await daemon.stop()
                    #expect(!daemon.log.contains(canary))
                }
            }
        }
    }
}
