import Foundation

/// The repository that this test was built from.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Names at the top level, those that begin with a dot left out.
    static func topLevel() throws -> Set<String> {
        Set(try names(in: "").filter { !$0.hasPrefix(".") })
    }

    /// The targets that have sources.
    static func targets() throws -> [String] {
        try names(in: "Sources").sorted()
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Swift files below a folder.
    static func swiftFiles(in folder: String) throws -> [SourceFile] {
        try paths(in: folder).filter { $0.hasSuffix(".swift") }
            .map { SourceFile(path: $0, text: try text($0)) }
    }

    /// Inputs that fuzzers have found, and that people have not written.
    static let corpora = "Tests/Fuzzing/Corpora/"

    /// All that people wrote: what Git does not ignore and reads as text.
    static func textFiles() throws -> [SourceFile] {
        let own = try names(in: "").filter { !isGenerated($0) }
        let paths = try own.flatMap(paths(in:)).filter { !$0.hasPrefix(corpora) }
        return paths.sorted().compactMap { path in
            (try? text(path)).map { SourceFile(path: path, text: $0) }
        }
    }

    /// As `.gitignore` says.
    private static func isGenerated(_ name: String) -> Bool {
        name.hasPrefix(".build") || name == ".git" || name == "Package.resolved"
    }

    private static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
    }

    /// Files at a path: itself, or all below it, in order.
    private static func paths(in path: String) throws -> [String] {
        var isDirectory: ObjCBool = false
        let full = root.appending(path: path).path
        guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory) else {
            return []
        }
        if !isDirectory.boolValue { return [path] }
        return try names(in: path).sorted().flatMap { try paths(in: "\(path)/\($0)") }
    }
}
