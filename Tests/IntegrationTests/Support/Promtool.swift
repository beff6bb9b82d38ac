import Foundation

/// Prometheus' own checks.
enum Promtool {
    /// What `COVISITD_TEST_PROMTOOL` names, or Debian's; nil where there is none.
    static let path = [
        Installation.environment["COVISITD_TEST_PROMTOOL"], "/usr/bin/promtool",
    ].compactMap(\.self).first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isInstalled: Bool { path != nil }

    /// Runs it; throws what it says when it does not succeed, or finds fault.
    @discardableResult
    static func run(_ arguments: [String], input: String? = nil) async throws -> String {
        guard let path else { throw Failure("no COVISITD_TEST_PROMTOOL") }
        let folder = try Folder()
        let program = try Program(
            path, arguments, input: try input.map { try folder.write($0.utf8, as: "in") },
            output: folder("out"), errors: folder("out"))
        defer { program.end() }
        let exit = try await program.end(within: 30)
        let words = folder.text("out")
        if exit != .code(0) { throw Failure("promtool \(arguments): \(exit)\n\(words)") }
        return words
    }
}
