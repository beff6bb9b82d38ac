import FoundationEssentials
import Glibc

/// The receiving end of `NOTIFY_SOCKET`. A datagram is there once its sender's call returns.
final class FakeServiceManager {
    let environment: [String: String]
    private let socket: Int32
    private let path: String?

    init(isAbstract: Bool = false, environment: [String: String] = [:]) {
        let name = "covisitd-notify-\(UUID().uuidString)"
        path = isAbstract ? nil : "/tmp/\(name)"
        self.environment = environment.merging(
            ["NOTIFY_SOCKET": path ?? "@\(name)"]) { $1 }
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)

        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = path.map { Array($0.utf8) } ?? [0] + Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
        }
        precondition(result == 0, "bind failed")
    }

    deinit {
        close(socket)
        if let path { unlink(path) }
    }

    /// The next datagram, split into its assignments; nil when there is none.
    func receive() -> [String]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count >= 0 else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    /// Datagrams that wait, all of them.
    func receiveAll() -> [[String]] {
        var all: [[String]] = []
        while let next = receive() { all.append(next) }
        return all
    }
}
