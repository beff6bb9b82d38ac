import Foundation

/// The programs under test and beside it, as deploy/test.sh names them.
enum Installation {
    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// The daemon; without `COVISITD_TEST_BINARY` the one built beside these tests.
    static let daemon =
        environment["COVISITD_TEST_BINARY"]
        ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "covisitd").path
    static var debugDaemon: String? { environment["COVISITD_TEST_DEBUG_BINARY"] }
    static var hasBroker: Bool { environment["COVISITD_TEST_BROKER"] != nil }
    static var hasDaemon: Bool { FileManager.default.isExecutableFile(atPath: daemon) }

    /// The broker's own program. What pip puts into bin is a script that starts it, and passes on
    /// neither SIGTERM nor SIGSTOP.
    static let broker: String? = environment["COVISITD_TEST_BROKER"].map { path in
        let home = URL(filePath: path).deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default.enumerator(atPath: home.appending(path: "lib").path)
        let program = files?.lazy.compactMap { $0 as? String }
            .first { $0.hasSuffix("site-packages/noida_db/noida-db") }
        guard let program else { return path }
        let found = home.appending(path: "lib").appending(path: program).path
        // As the script does: the wheel leaves it without the permission.
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: found)
        return found
    }

    /// Whether there is a program of this name.
    static func has(_ program: String) -> Bool {
        ["/usr/bin", "/usr/sbin", "/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    /// How long brokers stay away in tests; deploy/outage.sh asks for a minute.
    static var outageSeconds: Double {
        environment["COVISITD_TEST_OUTAGE_SECONDS"].flatMap(Double.init) ?? 5
    }

    /// How often a daemon is killed; deploy/chaos.sh asks for hundreds.
    static var killCount: Int { environment["COVISITD_TEST_KILLS"].flatMap(Int.init) ?? 12 }
    /// What the moments depend on.
    static var killSeed: UInt64 { environment["COVISITD_TEST_SEED"].flatMap(UInt64.init) ?? 1 }

    /// The recording that the demo plays.
    static let recording =
        URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/covisitd/Demo/rees46_2019oct01.jsonl.gz")
        .standardizedFileURL.path
}

/// A folder of a test, gone with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "covisitd-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    func write(_ bytes: some Sequence<UInt8>, as name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: self(name)))
        return self(name)
    }

    func bytes(_ name: String) -> [UInt8] {
        (try? Data(contentsOf: URL(filePath: self(name)))).map(Array.init) ?? []
    }

    func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

    func lines(_ name: String) -> [Substring] { text(name).split(separator: "\n") }

    func json<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(bytes(name)))
    }
}
