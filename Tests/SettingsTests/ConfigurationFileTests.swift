import Foundation
import Settings
import Testing

/// Files that cannot be read as configuration at all.
struct ConfigurationFileTests {
    private func problem(_ path: String) throws -> Problem {
        let error = try #require(throws: SettingsError.self) {
            try DaemonSettings.load(file: path, environment: [:], overrides: [])
        }
        #expect(error.problems.count == 1)
        return try #require(error.problems.first)
    }

    private func problem(content: [UInt8]) throws -> Problem {
        let url = URL.temporaryDirectory.appending(path: "covisitd-\(UUID().uuidString).yaml")
        try Data(content).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try problem(url.path)
    }

    @Test func `a missing file is named`() throws {
        let problem = try problem("/nonexistent/config.yaml")
        #expect(
            problem.description
                == "/nonexistent/config.yaml: cannot be read: No such file or directory")
    }

    @Test func `a directory is no file`() throws {
        #expect(try problem("/tmp").what.contains("cannot be read"))
    }

    @Test func `an empty file is a mistake`() throws {
        #expect(try problem(content: []).what == "is empty")
    }

    @Test func `binary content is refused`() throws {
        #expect(try problem(content: [0x7F, 0x45, 0x4C, 0x46, 0]).what == "is not text")
        #expect(try problem(content: [0x61, 0xFF, 0xFE]).what == "is not text")
    }

    @Test func `a file of more than one MiB is refused`() throws {
        let content = [UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1)
        #expect(try problem(content: content).what == "is larger than 1MiB")
    }

    @Test func `a byte order mark is no mistake`() throws {
        let content: [UInt8] = [0xEF, 0xBB, 0xBF] + "worker: 2".utf8
        #expect(try problem(content: content).suggestion == "workers")
    }

    @Test func `aliases of aliases are refused before they are expanded`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let alias = "*a\(level - 1)"
            let aliases = Array(repeating: alias, count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        text += "? *a9\n: 1\n"
        #expect(try problem(content: Array(text.utf8)).what.contains("anchors and aliases"))
    }
}
