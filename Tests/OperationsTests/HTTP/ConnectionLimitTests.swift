import Glibc
import Testing

@testable import Operations

@Suite(.timeLimit(.minutes(1)))
struct ConnectionLimitTests {
    @Test func `one connection too many waits until another is closed`() async throws {
        let traffic = HTTPTraffic()
        try await withServer(.with { $0.connectionCountMax = 4 }, traffic: traffic) { probe in
            let held = (0..<4).map { _ in probe.connect() }
            for connection in held {
                let reply = await probe.onThread { probe.ask(connection) }
                #expect(reply.hasPrefix("HTTP/1.1 200"))
            }
            #expect(traffic.status.openConnections == 4)
            async let waiting = probe.get("/healthz")
            let reply = await probe.onThread { probe.ask(held[3]) }
            #expect(reply.hasPrefix("HTTP/1.1 200"))
            #expect(traffic.status.connections == 4)
            for connection in held { close(connection) }
            #expect(await waiting.status == 200)
        }
        #expect(Array(traffic.status.refused.keys) == ["connections"])
        #expect(traffic.status.openConnections == 0)
        #expect(traffic.status.connections == 5)
    }

    @Test(arguments: ["", "GET /status HTTP/1.1\r\nHost: loc"])
    func `a head that does not come is counted as idle`(beginning: String) async throws {
        let traffic = HTTPTraffic()
        try await withServer(.with { $0.idleTimeout = .milliseconds(50) }, traffic: traffic) {
            probe in
            #expect(await probe.send(beginning).status == 0)
        }
        #expect(traffic.status.refused == ["idle": 1])
    }

    @Test func `a body that does not come is cut off`() async throws {
        let traffic = HTTPTraffic()
        try await withServer(.with { $0.requestTimeout = .milliseconds(50) }, traffic: traffic) {
            probe in
            let reply = await probe.send(
                "POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"ev")
            #expect(reply.status == 0)
        }
        #expect(traffic.status.refused == ["slow": 1])
    }

    /// More requests than answers fit into the buffers between.
    @Test func `a client that takes no answers is cut off`() async throws {
        let traffic = HTTPTraffic()
        let requests = String(
            repeating: "GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 20_000)
        try await withServer(
            .with {
                $0.requestTimeout = .milliseconds(300)
                $0.idleTimeout = .seconds(600)
            }, traffic: traffic
        ) { probe in
            let connection = probe.connect()
            defer { close(connection) }
            await probe.onThread { probe.writeAll(connection, requests) }
            while traffic.status.refused["slow"] == nil { await Task.yield() }
            #expect(await probe.get("/healthz").status == 200)
        }
        #expect(traffic.status.refused["slow"] == 1)
    }

    @Test func `a refused body is not read`() async throws {
        let traffic = HTTPTraffic()
        try await withServer(traffic: traffic) { probe in
            let connection = probe.connect()
            defer { close(connection) }
            let (sent, reply) = await probe.onThread {
                probe.write(
                    connection,
                    "POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n")
                let sent = probe.writeUntilClosed(connection, byteCountMax: 1_000_000_000)
                return (sent, probe.readAll(connection))
            }
            // What fits into the kernel's buffers.
            #expect(sent < 50_000_000)
            #expect(reply.hasPrefix("HTTP/1.1 413") || reply.isEmpty)
        }
        #expect(traffic.status.refused == ["body": 1])
    }

    @Test func `headers beyond their limits, and what is no HTTP, are counted`() async throws {
        let traffic = HTTPTraffic()
        try await withServer(traffic: traffic) { probe in
            let header = "X-A: \(String(repeating: "x", count: 20_000))"
            #expect([0, 400].contains(await probe.get("/status", headers: header).status))
            let many = (0..<100).map { "X-\($0): 1" }.joined(separator: "\r\n")
            #expect([0, 400].contains(await probe.get("/status", headers: many).status))
            #expect([0, 400].contains(await probe.send("\u{16}\u{3}\u{1}\u{2}\r\n\r\n").status))
        }
        #expect(traffic.status.refused["malformed"] == 3)
    }
}

extension HTTPProbe {
    /// Sends a request over an open connection, and reads what comes first.
    fileprivate func ask(_ connection: Int32) -> String {
        write(connection, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(connection, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Sends without reading, until all is sent or the other side has had enough.
    fileprivate func writeAll(_ connection: Int32, _ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends zeros until the other side has had enough; returns how many.
    fileprivate func writeUntilClosed(_ connection: Int32, byteCountMax: Int) -> Int {
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        var sent = 0
        while sent < byteCountMax {
            let count = Glibc.send(connection, zeros, zeros.count, Int32(MSG_NOSIGNAL))
            if count <= 0 { return sent }
            sent += count
        }
        return sent
    }
}
