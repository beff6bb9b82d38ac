import Testing

/// Where things are.
struct LayoutTests {
    private static let allowed: Set<String> = [
        "Package.swift", "Sources", "Tests", "deploy", "config.yaml", "README.md", "LICENSE",
        // Written by the build; Git ignores it.
        "Package.resolved",
    ]
    private static let vague: Set<Substring> = [
        "Util", "Utils", "Utilities", "Helper", "Helpers", "Manager", "Managers", "Base", "New",
        "Misc", "Common",
    ]

    private static func stray(_ names: Set<String>) -> [String] {
        names.subtracting(allowed).sorted()
    }

    private static func vagueParts(of path: String) -> [Substring] {
        path.split { "/.+".contains($0) }.filter(vague.contains)
    }

    @Test func `the top level holds what a newcomer needs and no more`() throws {
        #expect(Self.stray(try Repository.topLevel()) == [])
        #expect(Self.stray(["Sources", "notes.txt", "scripts"]) == ["notes.txt", "scripts"])
    }

    @Test func `folders and files are named after the domain`() throws {
        let files = try Repository.swiftFiles(in: "Sources") + Repository.swiftFiles(in: "Tests")
        for file in files { #expect(Self.vagueParts(of: file.path) == [], "\(file.path)") }
        #expect(Self.vagueParts(of: "Sources/Core/Utils/String+Helpers.swift").count == 2)
        #expect(Self.vagueParts(of: "Sources/Core/Items/IDTable.swift") == [])
    }
}
