import Foundation
import Testing

struct UnitFileTests {
    private static let path = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "deploy/systemd/covisitd.service").path

    private let directives: Set<String>

    init() throws {
        directives = Set(
            try String(contentsOfFile: Self.path, encoding: .utf8)
                .split(separator: "\n").map(String.init))
    }

    @Test(arguments: [
        "Type=notify", "NotifyAccess=main", "WatchdogSec=30", "Restart=on-failure",
        "ExecStartPre=/usr/bin/covisitd check-config --config /etc/covisitd/config.yaml",
        "ExecStart=/usr/bin/covisitd run --config /etc/covisitd/config.yaml",
        "RestartPreventExitStatus=64 65 77 78", "DynamicUser=yes", "UMask=0077",
        "StateDirectory=covisitd", "StateDirectoryMode=0700", "NoNewPrivileges=yes",
        "ProtectSystem=strict", "MemoryDenyWriteExecute=yes", "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service", "LimitCORE=0",
    ])
    func `a key directive is there`(directive: String) {
        #expect(directives.contains(directive))
    }

    /// A credential whose file does not exist keeps the service from starting.
    @Test func `no credential is demanded`() {
        #expect(!directives.contains { $0.hasPrefix("LoadCredential") })
    }

    @Test func `systemd finds it safe`() throws {
        guard let (status, output) = try analyze("security", "--offline=true", "--threshold=11")
        else { return }
        #expect(status == 0, "\(output)")
    }

    @Test func `systemd understands it`() throws {
        guard let (_, output) = try analyze("verify", "--man=no") else { return }
        let missing = "/usr/bin/covisitd is not executable: No such file or directory"
        let complaints = output.split(separator: "\n")
            .filter { !$0.hasSuffix(missing) }
        #expect(complaints.isEmpty)
    }

    /// Runs systemd-analyze over the unit; nil, with a line that says so, where there is none.
    private func analyze(_ arguments: String...) throws -> (status: Int32, output: String)? {
        let tool = "/usr/bin/systemd-analyze"
        guard FileManager.default.isExecutableFile(atPath: tool) else {
            print("skipped: systemd-analyze \(arguments[0]), \(tool) is not installed")
            return nil
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: tool)
        process.arguments = arguments + [Self.path]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
