internal import Glibc

/// A datagram socket of the service manager, named as in `NOTIFY_SOCKET`.
struct NotifyAddress: Sendable {
    private let address: sockaddr_un
    private let length: socklen_t

    /// `/path` or, in the abstract name space, `@name`; nil for what can be neither.
    init?(_ name: String) {
        let bytes = Array(name.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        var address = sockaddr_un()
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard isAbstract || bytes.first == UInt8(ascii: "/"), (2..<capacity).contains(bytes.count)
        else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: bytes)
            if isAbstract { path[0] = 0 }
        }
        self.address = address
        // A path ends in a NUL; in an abstract name each byte counts.
        length = socklen_t(
            MemoryLayout.size(ofValue: address) - capacity + bytes.count + (isAbstract ? 0 : 1))
    }

    /// Sends one datagram, waiting a second at most; false when it was not taken.
    func send(_ message: String) -> Bool {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))

        let bytes = Array(message.utf8)
        let sentByteCount = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sentByteCount == bytes.count
    }
}
