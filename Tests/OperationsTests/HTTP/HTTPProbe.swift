import Foundation
import Glibc

/// A client that sends exactly the bytes it is told to, on a thread of its own.
struct HTTPProbe {
    let port: Int

    struct Reply {
        var status: Int
        var head: String
        var body: String
    }

    /// `headers` are lines, without the end of the last.
    func get(
        _ path: String, host: String? = nil, method: String = "GET", headers: String = ""
    ) async -> Reply {
        await send(
            "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\n"
                + (headers.isEmpty ? "" : headers + "\r\n") + "Connection: close\r\n\r\n")
    }

    func post(
        _ path: String, _ body: String, type: String = "application/json", isChunked: Bool = false
    ) async -> Reply {
        let length = String(body.utf8.count, radix: isChunked ? 16 : 10)
        return await send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (type.isEmpty ? "" : "Content-Type: \(type)\r\n")
                + (isChunked
                    ? "Transfer-Encoding: chunked\r\n\r\n\(length)\r\n\(body)\r\n0\r\n\r\n"
                    : "Content-Length: \(length)\r\n\r\n\(body)"))
    }

    /// Sends the bytes and reads until the server closes.
    func send(_ request: String) async -> Reply {
        let text = await onThread {
            let connection = connect()
            defer { close(connection) }
            write(connection, request)
            return readAll(connection)
        }
        let halves = text.firstRange(of: "\r\n\r\n")
        return Reply(
            status: Int(text.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0,
            head: halves.map { String(text[..<$0.lowerBound]).lowercased() } ?? text,
            body: halves.map { String(text[$0.upperBound...]) } ?? "")
    }

    /// Opens a connection and leaves it open.
    func connect() -> Int32 {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(result == 0, "connect failed")
        return connection
    }

    func write(_ connection: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func readAll(_ connection: Int32) -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count <= 0 { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
