import FoundationEssentials
import Glibc
import Testing

@testable import Operations

@Suite(.timeLimit(.minutes(1)))
struct OperationsServerTests {
    private static let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func `a living process is healthy even when it does not consume`() async throws {
        try await withServer(status: DaemonStatus()) { probe in
            let reply = await probe.get("/healthz")
            #expect(reply.status == 200)
            #expect(reply.body == "ok\n")
        }
    }

    @Test func `a consuming daemon is ready`() async throws {
        try await withServer { probe in
            #expect(await probe.get("/readyz").status == 200)
        }
    }

    @Test func `a daemon that does not consume says why it is not ready`() async throws {
        var status = DaemonStatus()
        try await withServer(status: status) { probe in
            let reply = await probe.get("/readyz")
            #expect(reply.status == 503)
            #expect(reply.body == "starting\n")
        }
        status.phase = .waiting
        status.reason = "no broker answers"
        try await withServer(status: status) { probe in
            let reply = await probe.get("/readyz")
            #expect(reply.status == 503)
            #expect(reply.body == "no broker answers\n")
        }
    }

    @Test func `the status is JSON that reads back`() async throws {
        try await withServer { probe in
            let reply = await probe.get("/status")
            #expect(reply.status == 200)
            #expect(reply.head.contains("content-type: application/json"))
            #expect(reply.head.contains("cache-control: no-store"))
            let read = try JSONDecoder().decode(DaemonStatus.self, from: Data(reply.body.utf8))
            #expect(read == .sample)
        }
    }

    @Test func `metrics come in Prometheus' text format`() async throws {
        try await withServer { probe in
            let reply = await probe.get("/metrics")
            #expect(reply.status == 200)
            #expect(reply.head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"))
            #expect(reply.body == "a_metric 1\n")
        }
    }

    @Test(arguments: ["//", "/metrics/", "/status/", "/../etc/passwd", "/%2e%2e/etc/passwd"])
    func `an unknown path is not found`(path: String) async throws {
        try await withServer { probe in
            #expect(await probe.get(path).status == 404)
        }
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:", "[::1",
        "localhost:80x", "",
    ])
    func `a page whose name was rebound to this machine is refused`(host: String) async throws {
        try await withServer { probe in
            let reply = await probe.get("/status", host: host)
            #expect(reply.status == 403)
            #expect(!reply.body.contains("version"))
        }
    }

    @Test func `a request without a host is refused`() async throws {
        try await withServer { probe in
            #expect(await probe.send("GET /status HTTP/1.0\r\n\r\n").status == 403)
        }
    }

    @Test(arguments: ["localhost", "LOCALHOST:8787", "127.0.0.1", "[::1]:1", "[::1]"])
    func `this machine may be asked by any of its names`(host: String) async throws {
        try await withServer { probe in
            #expect(await probe.get("/healthz", host: host).status == 200)
        }
    }

    @Test func `only reading is allowed`() async throws {
        try await withServer { probe in
            let reply = await probe.get("/status", method: "DELETE")
            #expect(reply.status == 405)
            #expect(reply.body == "{\"error\":\"this path takes GET, HEAD\"}\n")
            #expect(reply.head.contains("allow: get, head"))
        }
    }

    @Test func `HEAD has no body`() async throws {
        try await withServer { probe in
            let reply = await probe.get("/status", method: "HEAD")
            #expect(reply.status == 200)
            #expect(reply.body.isEmpty)
        }
    }

    @Test(arguments: ["Content-Length: 1000000000", "Transfer-Encoding: chunked"])
    func `a body is refused before it is sent, and the connection closed`(
        header: String
    ) async throws {
        try await withServer { probe in
            let reply = await probe.send(
                "GET /status HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n\r\n")
            #expect(reply.status == 413)
        }
    }

    /// What was not read may turn the answer into a reset.
    @Test func `a huge header gets a bad request, or nothing`() async throws {
        try await withServer { probe in
            let reply = await probe.send(
                "GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "X-A: \(String(repeating: "x", count: 20_000))\r\n\r\n")
            #expect([0, 400].contains(reply.status))
            #expect(await probe.get("/healthz").status == 200)
        }
    }

    @Test(arguments: ["", "GET /status HTTP/1.1\r\nHost: loc"])
    func `a client that does not get on with its request is cut off`(
        beginning: String
    ) async throws {
        try await withServer(.with { $0.idleTimeout = .milliseconds(50) }) { probe in
            #expect(await probe.send(beginning).status == 0)
        }
    }

    @Test func `an open connection does not hold up the end`() async throws {
        var connection: Int32 = -1
        defer { close(connection) }
        try await withServer(.with { $0.idleTimeout = .seconds(3_600) }) { probe in
            connection = probe.connect()
            probe.write(connection, Self.request)
            #expect(await probe.get("/healthz").status == 200)
        }
    }

    @Test func `it can be stopped at any moment of its start`() async throws {
        try await onThreadOfItsOwn {
            for yieldCount in 0..<100 {
                try await withThrowingTaskGroup { group in
                    group.addTask { try await server(.with { $0.port = 0 }).run() }
                    for _ in 0..<yieldCount { await Task.yield() }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func `it can be stopped while clients come in`() async throws {
        try await onThreadOfItsOwn {
            for _ in 0..<50 {
                var connections: [Int32] = []
                defer { for connection in connections { close(connection) } }
                try await withServer { probe in
                    for _ in 0..<8 { connections.append(probe.connect()) }
                    for connection in connections { probe.write(connection, Self.request) }
                }
            }
        }
    }

    @Test func `a port in use is named, with a way out`() async throws {
        try await withServer { probe in
            let error = await #expect(throws: OperationsServerError.self) {
                try await server(.with { $0.port = probe.port }).run()
            }
            #expect(error?.description.contains("127.0.0.1:\(probe.port)") == true)
            #expect(error?.description.contains("http.port") == true)
        }
    }
}
