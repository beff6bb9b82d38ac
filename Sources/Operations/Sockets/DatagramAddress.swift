internal import Glibc

/// A datagram socket of another process on this machine, by its name.
struct DatagramAddress: Sendable {
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

    /// Sends one datagram; false when it was not taken within `patience`.
    func send(_ bytes: [UInt8], patience: Duration) -> Bool {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var flags = Int32(MSG_NOSIGNAL)
        if patience > .zero {
            var limit = timeval(patience)
            setsockopt(
                socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        } else {
            flags |= Int32(MSG_DONTWAIT)
        }
        let sentByteCount = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket, bytes, bytes.count, flags, $0, length)
            }
        }
        return sentByteCount == bytes.count
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(
            tv_sec: Int(seconds), tv_usec: suseconds_t(attoseconds / 1_000_000_000_000))
    }
}
