import Foundation
import Glibc
import Synchronization

/// A program that a test has started. Whoever starts it ends it, whatever happens: `defer { end() }`.
final class Program: Sendable {
    enum Exit: Equatable {
        case code(Int32)
        case signal(Int32)
    }

    let pid: pid_t
    private let exit = Mutex<Exit?>(nil)

    /// Starts the program at this path, or of this name in `PATH`. Its streams are files, so
    /// nothing can block on a full pipe; nil is /dev/null. `socket` becomes its descriptor 3, as
    /// systemd hands over a socket.
    init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        input: String? = nil, output: String? = nil, errors: String? = nil, socket: Int32? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
        let writing = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", writing, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors ?? "/dev/null", writing, 0o600)

        if let socket { posix_spawn_file_actions_adddup2(&actions, socket, 3) }

        var attributes = Self.ordinarySignals()
        defer { posix_spawnattr_destroy(&attributes) }
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = Self.environment(environment).map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let error = posix_spawnp(&pid, path, &actions, &attributes, &argv, &envp)
        if error != 0 { throw Failure("cannot start \(path): \(String(cString: strerror(error)))") }
        self.pid = pid
    }

    /// Other tests of this process may trap or ignore signals; its children should not.
    private static func ordinarySignals() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGTERM, SIGINT, SIGPIPE, SIGHUP, SIGUSR1] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        return attributes
    }

    /// This process's environment without settings of a daemon, and what is given.
    private static func environment(_ own: [String: String]) -> [String] {
        Installation.environment
            .filter { !$0.key.hasPrefix("COVISITD_") && $0.key != "NOTIFY_SOCKET" }
            .merging(own) { $1 }
            .map { "\($0.key)=\($0.value)" }
    }

    /// How it ended; nil while it runs.
    var ended: Exit? { exit.withLock { reap(&$0, WNOHANG) } }

    /// Waits for its end.
    func end(within seconds: Double) async throws -> Exit {
        try await eventually("the end of process \(pid)", within: seconds) { self.ended }
    }

    /// Sends a signal, unless it has ended.
    func send(_ signal: Int32) {
        exit.withLock { if reap(&$0, WNOHANG) == nil { kill(pid, signal) } }
    }

    /// Ends it at once, if it still runs.
    func end() {
        exit.withLock { exit in
            guard reap(&exit, WNOHANG) == nil else { return }
            kill(pid, SIGKILL)
            reap(&exit, 0)
        }
    }

    /// Files that it has open.
    var fileCount: Int { entryCount("fd") }
    var threadCount: Int { entryCount("task") }

    private func entryCount(_ folder: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/\(folder)"))?.count ?? 0
    }

    /// Memory in use, in bytes.
    var residentBytes: Int? {
        let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
            .flatMap { Int($0) }.map { $0 * 1_024 }
    }

    @discardableResult
    private func reap(_ exit: inout Exit?, _ options: Int32) -> Exit? {
        if exit != nil { return exit }
        var status: Int32 = 0
        guard waitpid(pid, &status, options) == pid else { return nil }
        let signal = status & 0x7F
        exit = signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
        return exit
    }
}
