import Glibc

/// A TCP connection to a port of this machine, with a deadline for every answer.
final class Connection {
    private let socket: Int32

    init(port: Int, timeoutSeconds: Int = 5) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let result = withLoopback(port: port) { connect(socket, $0, $1) }
        if result != 0 { throw Failure("nobody listens on port \(port)") }
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) throws {
        if Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) != bytes.count {
            throw Failure("the connection was closed")
        }
    }

    /// At most so many bytes; none at the end.
    func receive(atMost count: Int) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = recv(socket, &buffer, count, 0)
        if received < 0 { throw Failure("no answer: \(String(cString: strerror(errno)))") }
        return Array(buffer[..<received])
    }

    func receive(exactly count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try receive(atMost: count - bytes.count)
            if more.isEmpty { throw Failure("the answer ended early") }
            bytes += more
        }
        return bytes
    }
}

/// A port of this machine that takes connections and never says a word.
final class SilentPort {
    let number: Int
    let socket: Int32

    /// - Parameter port: 0: any that is free.
    init(port: Int = 0) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.socket = socket
        // Connections of whoever listened before may linger.
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let result = withLoopback(port: port) { bind(socket, $0, $1) }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(socket, $0, &length)
            }
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        guard result == 0, listen(socket, 16) == 0 else { throw Failure("cannot listen") }
    }

    deinit { close(socket) }
}

private func withLoopback<Result>(
    port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    return withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}

/// What a server says to a GET.
struct HTTPAnswer {
    var status: Int
    var body: String

    init(_ path: String, port: Int, headers: String = "") throws {
        let connection = try Connection(port: port)
        let request =
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
            + (headers.isEmpty ? "" : headers + "\r\n") + "\r\n"
        try connection.send(Array(request.utf8))
        var bytes: [UInt8] = []
        while true {
            let more = try connection.receive(atMost: 65_536)
            if more.isEmpty { break }
            bytes += more
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n"),
            let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw Failure("not HTTP: \(text.prefix(200))") }
        self.status = status
        body = String(text[end.upperBound...])
    }
}
