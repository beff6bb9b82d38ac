import Testing

/// A newcomer finds the way: what README.md names is there, and what is there is named.
struct ReadmeTests {
    private let readme: String

    init() throws {
        readme = try Repository.text("README.md")
    }

    private func section(_ title: String) throws -> String {
        try #require(Self.section(title, of: readme), "README.md has no section \"\(title)\"")
    }

    /// The text below a heading, up to the next one of its level.
    private static func section(_ title: String, of text: String) -> String? {
        guard let start = text.firstRange(of: "\n## \(title)\n") else { return nil }
        let rest = text[start.upperBound...]
        return String(rest[..<(rest.firstRange(of: "\n## ")?.lowerBound ?? rest.endIndex)])
    }

    private static func paths(in text: String) -> [String] {
        text.matches(of: /`((?:Sources|Tests|deploy)\/[^`\s]+)`/).map { String($0.output.1) }
    }

    private static func missing(_ names: [String], in text: String) -> [String] {
        names.filter { !text.contains("`\($0)`") }
    }

    @Test func `following one event leads through files that exist`() throws {
        let paths = Self.paths(in: try section("Follow one event"))
        #expect((8...16).contains(paths.count))
        #expect(paths.filter { !Repository.exists($0) } == [])
    }

    @Test func `every path that is named anywhere exists`() {
        #expect(Self.paths(in: readme).filter { !Repository.exists($0) } == [])
    }

    @Test func `every target is named in the table of modules`() throws {
        #expect(Self.missing(try Repository.targets(), in: try section("Modules")) == [])
    }

    @Test func `every reason for a rejection is named`() throws {
        let cases = try Repository.text("Sources/WireFormats/RejectReason.swift")
            .matches(of: /(?m)^    case (\w+)(?: = "(\w+)")?$/)
            .map { String($0.output.2 ?? $0.output.1) }
        #expect(cases.count >= 15)
        #expect(Self.missing(cases, in: try section("Rejected events")) == [])
    }

    @Test func `every exit code is named`() throws {
        let codes = try Repository.text("Sources/covisitd/Commands/Failure.swift")
            .matches(of: /(?m)^    case \w+ = (\d+)$/).map { String($0.output.1) }
        #expect(codes.count >= 8)
        #expect(Self.missing(codes, in: try section("Commands and exit codes")) == [])
    }

    @Test func `every promise has a test of that name`() throws {
        let tests = try Repository.swiftFiles(in: "Tests").flatMap(\.lines)
            .compactMap { $0.firstMatch(of: /func `([^`]+)`/).map { String($0.output.1) } }
        let promised = try section("Promises")
            .matches(of: /"([^"]+)"/).map { String($0.output.1) }
        #expect(promised.count >= 8)
        #expect(promised.filter { !tests.contains($0) } == [])
    }

    @Test func `both commands are named`() {
        #expect(readme.contains("bash deploy/run.sh"))
        #expect(readme.contains("bash deploy/test.sh"))
    }

    @Test func `what is missing is seen`() {
        let wrong = "# A\n\n## Modules\n`Core` `Sources/Core/Gone.swift`\n## Next\n`Later`\n"
        let section = Self.section("Modules", of: wrong) ?? ""
        #expect(Self.missing(["Core", "Later"], in: section) == ["Later"])
        #expect(Self.paths(in: section) == ["Sources/Core/Gone.swift"])
        #expect(!Repository.exists("Sources/Core/Gone.swift"))
        #expect(Self.section("Promises", of: wrong) == nil)
    }
}
