import Foundation
import Testing

struct UnitFileTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "deploy/systemd")
    private static let units = ["covisitd.service", "covisitd@.service"]

    private let directives: Set<String>

    init() throws {
        directives = Set(try Self.directives(Self.units[0]))
    }

    /// Its lines without comments.
    private static func directives(_ unit: String) throws -> [String] {
        try String(contentsOfFile: folder.appending(path: unit).path, encoding: .utf8)
            .split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test(arguments: [
        "Type=notify", "NotifyAccess=main", "WatchdogSec=30", "Restart=on-failure",
        "ExecStart=/usr/bin/covisitd run --config /etc/covisitd/config.yaml",
        "ExecReload=/usr/bin/covisitd check-config --no-credentials "
            + "--config /etc/covisitd/config.yaml",
        "ExecReload=/bin/sh -c 'kill -HUP $MAINPID'",
        "RestartPreventExitStatus=64 65 77 78", "DynamicUser=yes", "UMask=0077",
        "StateDirectory=covisitd", "StateDirectoryMode=0700", "NoNewPrivileges=yes",
        "ProtectSystem=strict", "MemoryDenyWriteExecute=yes", "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service", "LimitCORE=0",
    ])
    func `a key directive is there`(directive: String) {
        #expect(directives.contains(directive))
    }

    /// systemd looks at the exit code of the main process only, and would try again and again.
    @Test func `nothing runs before the daemon`() {
        #expect(!directives.contains { $0.hasPrefix("ExecStartPre") })
    }

    /// A credential whose file does not exist keeps the service from starting.
    @Test func `no credential is demanded`() {
        #expect(!directives.contains { $0.hasPrefix("LoadCredential") })
    }

    @Test func `the template differs in what an instance has of its own, and nowhere else`() throws
    {
        let template = try Self.directives(Self.units[1])
        let own = "Environment=COVISITD_KAFKA_GROUP_INSTANCE_ID=%H-%i"
        #expect(template.contains(own))
        let asTemplate = try Self.directives(Self.units[0]).map { directive in
            switch directive {
            case "Description=Real-time session recommender": directive + ", instance %i"
            case "StateDirectory=covisitd": directive + "-%i"
            default: directive.replacing("/etc/covisitd/config.yaml", with: "/etc/covisitd/%i.yaml")
            }
        }
        #expect(template.filter { $0 != own } == asTemplate)
    }

    @Test(arguments: units)
    func `systemd finds it safe`(unit: String) throws {
        let path = Self.folder.appending(path: unit).path
        guard
            let (status, output) = try analyze(
                "security", "--offline=true", "--threshold=11", path)
        else { return }
        #expect(status == 0, "\(output)")
    }

    @Test(arguments: units)
    func `systemd understands it`(unit: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "covisitd-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A template is looked at as one of its instances.
        let path = folder.appending(path: unit.replacing("@.", with: "@one.")).path
        try FileManager.default.copyItem(
            atPath: Self.folder.appending(path: unit).path, toPath: path)
        guard let (_, output) = try analyze("verify", "--man=no", path) else { return }
        let missing = "/usr/bin/covisitd is not executable: No such file or directory"
        let complaints = output.split(separator: "\n")
            .filter { !$0.hasSuffix(missing) }
        #expect(complaints.isEmpty)
    }

    /// Runs systemd-analyze; nil, with a line that says so, where there is none.
    private func analyze(_ arguments: String...) throws -> (status: Int32, output: String)? {
        let tool = "/usr/bin/systemd-analyze"
        guard FileManager.default.isExecutableFile(atPath: tool) else {
            print("skipped: systemd-analyze \(arguments[0]), \(tool) is not installed")
            return nil
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: tool)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
