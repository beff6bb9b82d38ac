import Glibc

/// The receiving end of `NOTIFY_SOCKET`: what systemd would be told.
final class ServiceManager {
    struct Message {
        var assignments: [String]
        var time: ContinuousClock.Instant

        /// Nothing but the line for `systemctl status`.
        var isStatus: Bool { assignments.count == 1 && assignments[0].hasPrefix("STATUS=") }
    }

    let path: String
    /// What has come, in its order.
    private(set) var received: [Message] = []
    private let socket: Int32

    /// What a daemon needs to find it.
    var environment: [String: String] { ["NOTIFY_SOCKET": path] }

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

    /// Waits for the next message that has this assignment, at most so long.
    @discardableResult
    func next(_ assignment: String, within seconds: Double) throws -> Message {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while let message = receive(until: deadline) {
            if message.assignments.contains(assignment) { return message }
        }
        throw Failure(
            "\(assignment) did not come within \(seconds) s; the last was "
                + "\(received.last?.assignments ?? [])")
    }

    /// How often this assignment comes until then.
    func count(_ assignment: String, until deadline: ContinuousClock.Instant) -> Int {
        var count = 0
        while let message = receive(until: deadline) {
            if message.assignments.contains(assignment) { count += 1 }
        }
        return count
    }

    /// The next message; nil when none has come by then.
    private func receive(until deadline: ContinuousClock.Instant) -> Message? {
        var ready = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        let patience = (deadline - .now) / .milliseconds(1)
        guard poll(&ready, 1, Int32(max(0, patience.rounded(.up)))) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count >= 0 else { return nil }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        let message = Message(
            assignments: text.split(separator: "\n").map(String.init), time: .now)
        received.append(message)
        return message
    }
}
