import Glibc
import Testing

extension IntegrationTests.BrokerTests {
    struct RunningDaemonTests {
        @Test(.timeLimit(.minutes(1)))
        func `READY comes once it consumes, STOPPING when it stops`() async throws {
            try await Broker.run { broker in
                let manager = try ServiceManager(at: broker.folder("notify"))
                let environment = [
                    "NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "2000000",
                ]
                try await Daemon.run(at: broker, environment: environment) { daemon in
                    try await eventually("READY=1", within: 20) { manager.hasReceived("READY=1") }
                    #expect(try daemon.status().state == "consuming")
                    try await eventually("WATCHDOG=1", within: 5) {
                        manager.hasReceived("WATCHDOG=1")
                    }
                    _ = try await daemon.stop()
                    try await eventually("STOPPING=1", within: 1) {
                        manager.hasReceived("STOPPING=1")
                    }
                }
            }
        }

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

/// The receiving end of `NOTIFY_SOCKET`.
private final class ServiceManager {
    let path: String
    private let socket: Int32
    private var received: [String] = []

    init(at path: String) throws {
        self.path = path
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(AF_UNIX, kind, 0)
        self.socket = socket
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
        }
        if result != 0 { throw Failure("cannot bind \(path)") }
    }

    deinit { close(socket) }

    /// Whether this assignment has come by now; nil: not yet.
    func hasReceived(_ assignment: String) -> Bool? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT)),
            count >= 0
        {
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            received += text.split(separator: "\n").map(String.init)
        }
        return received.contains(assignment) ? true : nil
    }
}
