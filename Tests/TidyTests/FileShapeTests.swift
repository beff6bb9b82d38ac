import Testing

/// What a file looks like from outside: its length, its first words, what it must not mention.
struct FileShapeTests {
    /// A ratchet: lower it when the longest file shrinks.
    private static let lineCountMax = 400

    /// Files that name what is banned, in order to ban it.
    private static let rules = "Tests/TidyTests"

    private static func lengthViolations(in file: SourceFile) -> [String] {
        guard file.lines.count > lineCountMax else { return [] }
        return [file.violation(lineCountMax, "more than \(lineCountMax) lines: one concern a file")]
    }

    private static func markers(in file: SourceFile) -> [String] {
        if file.isBelow(rules) { return [] }
        let marker = /\b(TODO|FIXME|XXX)\b/.wordBoundaryKind(.simple)
        return file.lines.enumerated().filter { $0.element.contains(marker) }
            .map { file.violation($0.offset + 1, "do it, or open an issue") }
    }

    private static func machinePaths(in file: SourceFile) -> [String] {
        if file.isBelow(rules) { return [] }
        let machine = /(^|[^\w.\-\/])\/(work|root)\//
        return file.lines.enumerated()
            .filter { $0.element.utf8.contains(UInt8(ascii: "/")) && $0.element.contains(machine) }
            .map { file.violation($0.offset + 1, "one machine's path; a clone has to be enough") }
    }

    /// The first type of a file is what it is named for. A command is described by its abstract.
    private static func undocumented(in file: SourceFile) -> [String] {
        let type =
            #/
            ^((package|public|internal|private|fileprivate|final|indirect|nonisolated)\s)*
            (struct|enum|class|actor|protocol)\s
            /#
        guard let index = file.lines.firstIndex(where: { $0.contains(type) }) else { return [] }
        if file.lines[index].contains("ParsableCommand") { return [] }
        let above = file.lines[..<index].last { !$0.hasPrefix("@") }
        if above?.hasPrefix("///") ?? false { return [] }
        return [file.violation(index + 1, "say in a /// sentence what this is or does")]
    }

    @Test func `no Swift file is long`() throws {
        let files = try Repository.swiftFiles(in: "Sources") + Repository.swiftFiles(in: "Tests")
        #expect(files.flatMap(Self.lengthViolations) == [])
        let long = SourceFile(path: "A.swift", text: String(repeating: "\n", count: 400))
        #expect(Self.lengthViolations(in: long).count == 1)
        let short = SourceFile(path: "A.swift", text: String(repeating: "\n", count: 399))
        #expect(Self.lengthViolations(in: short) == [])
    }

    @Test func `nothing is left to be done in a comment`() throws {
        #expect(try Repository.textFiles().flatMap(Self.markers) == [])
        let wrong = SourceFile(path: "A.swift", text: "let a = 1  // TODO: two\n# FIXME\nXXX")
        #expect(Self.markers(in: wrong).count == 3)
    }

    @Test func `no file knows the machine that it was written on`() throws {
        #expect(try Repository.textFiles().flatMap(Self.machinePaths) == [])
        let wrong = SourceFile(path: "a.sh", text: "cd /work/main\ncat \"/root/.ssh\"\n/work/")
        #expect(Self.machinePaths(in: wrong).count == 3)
        let right = SourceFile(path: "a.sh", text: "cd $HOME/work/main; cat a/root/b; ls ../work/c")
        #expect(Self.machinePaths(in: right) == [])
    }

    @Test func `a file's first type is documented`() throws {
        let files = try Repository.swiftFiles(in: "Sources")
        #expect(files.flatMap(Self.undocumented) == [])
        let wrong = SourceFile(path: "A.swift", text: "// Rows.\npackage final class Rows {\n}")
        #expect(Self.undocumented(in: wrong).count == 1)
        let right = SourceFile(path: "A.swift", text: "/// Rows.\n@frozen\nstruct Rows {\n}")
        #expect(Self.undocumented(in: right) == [])
    }

    @Test func `the rules see every file that people wrote`() throws {
        let paths = Set(try Repository.textFiles().map(\.path))
        let some = ["Package.swift", "README.md", ".ci/run", "deploy/test.sh", "config.yaml"]
        #expect(paths.isSuperset(of: some))
        #expect(!paths.contains { $0.hasPrefix(".build") || $0.hasPrefix(".git/") })
        #expect(!paths.contains { $0.hasPrefix(Repository.corpora) })
        #expect(Repository.exists(Repository.corpora))
    }
}
