import Glibc

/// A broker that is reached by TLS only: stunnel before noida-db.
///
/// noida-db tells its clients to come to the address that it listens at, which has to be stunnel's.
/// So it runs in a network of its own, at the same address and port. stunnel runs there, too, and
/// takes connections from a socket that was made outside, as systemd would hand it over.
final class SecuredBroker {
    let certificates: Certificates
    let port: Int
    private let folder: Folder
    private let network: IsolatedNetwork
    private let listener: SilentPort
    private let broker: Program
    private var proxy: Program?

    /// Runs `body` with such a broker, which has the daemon's topics, and ends it.
    static func run(_ body: (SecuredBroker) async throws -> Void) async throws {
        try await Broker.run { broker in
            // Topics are made without TLS; they stay in its data.
            try await broker.stop()
            let secured = try await SecuredBroker(
                port: broker.port, Certificates(in: broker.folder), broker.folder)
            defer { secured.end() }
            try await body(secured)
        }
    }

    private init(port: Int, _ certificates: Certificates, _ folder: Folder) async throws {
        guard let network = await IsolatedNetwork.possible, let program = Installation.broker
        else { throw Failure("no network namespaces, or no broker") }
        self.port = port
        self.certificates = certificates
        self.folder = folder
        self.network = network
        listener = try SilentPort(port: port)
        let log = folder("secured-broker.log")
        let broker = try network.start(
            [
                program, "start", "--data-dir", folder("broker"), "--only", "kafka",
                "--kafka-port", "\(port)",
            ], log: log)
        self.broker = broker
        do {
            try await eventually("the broker", within: 30) {
                if broker.ended != nil { throw Failure(folder.text("secured-broker.log")) }
                return folder.text("secured-broker.log").contains("127.0.0.1:\(port)") ? true : nil
            }
        } catch {
            broker.end()
            throw error
        }
    }

    /// Shows clients this certificate from now on, and may ask for theirs.
    func present(_ certificate: String, askingClients: Bool = false) async throws {
        proxy?.end()
        let log = "stunnel-\(UInt32.random(in: 0...UInt32.max)).log"
        var lines = [
            "foreground = yes", "pid =", "debug = info", "output = \(folder(log))", "[kafka]",
            "accept = 127.0.0.1:\(port)", "connect = 127.0.0.1:\(port)",
            "cert = \(certificates.certificate(certificate))",
            "key = \(certificates.key(certificate))",
        ]
        if askingClients {
            lines += [
                "CAfile = \(certificates.authority)", "verifyChain = yes", "requireCert = yes",
            ]
        }
        let configuration = try folder.write(
            lines.joined(separator: "\n").utf8, as: "stunnel.conf")
        let proxy = try network.join(
            broker.pid,
            ["sh", "-c", #"LISTEN_PID=$$ LISTEN_FDS=1 exec stunnel4 "$0""#, configuration],
            log: folder("stunnel.out"), socket: listener.socket)
        self.proxy = proxy
        try await eventually("stunnel", within: 20) {
            if proxy.ended != nil { throw Failure(self.folder.text("stunnel.out")) }
            return self.folder.text(log).contains("Accepting new connections") ? true : nil
        }
    }

    private func end() {
        proxy?.end()
        broker.end()
    }
}

/// Networks besides the machine's own, made with the rights that these tests have.
struct IsolatedNetwork {
    /// Namespaces beside the network's: a user's, for those who are not root.
    private let isRoot: Bool

    /// nil where the system does not permit it, or lacks a program.
    static var possible: IsolatedNetwork? {
        get async {
            for network in [IsolatedNetwork(isRoot: true), IsolatedNetwork(isRoot: false)] {
                guard let probe = try? network.start(["stunnel4", "-version"], log: "/dev/null")
                else { continue }
                defer { probe.end() }
                if (try? await probe.end(within: 20)) == .code(0) { return network }
            }
            return nil
        }
    }

    private init(isRoot: Bool) {
        self.isRoot = isRoot
    }

    /// Starts a program in a new network that has loopback alone.
    func start(_ command: [String], log: String) throws -> Program {
        let namespaces = isRoot ? ["--net"] : ["--user", "--map-root-user", "--net"]
        let path = #"PATH="$PATH:/usr/sbin:/sbin""#
        return try Program(
            "unshare",
            namespaces + ["sh", "-c", "\(path) ip link set lo up && exec \"$0\" \"$@\""] + command,
            output: log, errors: log)
    }

    /// Starts a program in the network of another one.
    func join(
        _ pid: pid_t, _ command: [String], log: String, socket: Int32
    ) throws -> Program {
        var namespaces = ["--net=/proc/\(pid)/ns/net"]
        if !isRoot { namespaces += ["--user=/proc/\(pid)/ns/user", "--preserve-credentials"] }
        return try Program(
            "nsenter", namespaces + command, output: log, errors: log, socket: socket)
    }
}
