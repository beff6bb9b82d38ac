import Testing

/// Where the compiler is told to look away from a data race, a person has to have looked.
struct UncheckedSendableTests {
    private static let allowed: Set<String> = [
        "Sources/CovisitCore/Covisitation/ReadBoard.swift",
        "Sources/StreamPipeline/Running/ThreadExecutor.swift",
    ]

    /// Lines that switch the check off, with what stands above them.
    private static func switches(in file: SourceFile) -> [(number: Int, above: Substring)] {
        file.code.filter { $0.text.contains(/@unchecked Sendable|nonisolated\(unsafe\)/) }
            .map { ($0.number, $0.number > 1 ? file.lines[$0.number - 2] : "") }
    }

    private static func violations(in file: SourceFile) -> [String] {
        switches(in: file).compactMap { number, above in
            if !allowed.contains(file.path) {
                return file.violation(
                    number, "unchecked: hold the value in a Mutex, or add the file to the list")
            }
            let isExplained = above.contains(/^\s*\/\//)
            return isExplained ? nil : file.violation(number, "say above why this is safe")
        }
    }

    @Test func `unchecked code is on the list and says why it is safe`() throws {
        let files = try Repository.swiftFiles(in: "Sources")
        #expect(files.flatMap(Self.violations) == [])
    }

    @Test func `the list names no file without need`() throws {
        let files = try Repository.swiftFiles(in: "Sources")
        let needed = files.filter { !Self.switches(in: $0).isEmpty }.map(\.path)
        #expect(Self.allowed == Set(needed))
    }

    @Test(arguments: [
        ("Storage/A.swift", "/// Safe.\nfinal class Box: @unchecked Sendable {}"),
        ("CovisitCore/Covisitation/ReadBoard.swift", "\nclass Box: @unchecked Sendable {}"),
        ("StreamPipeline/Running/ThreadExecutor.swift", "nonisolated(unsafe) var rows = 0"),
    ])
    func `an unknown or unexplained one is seen`(path: String, text: String) {
        let file = SourceFile(path: "Sources/" + path, text: text)
        #expect(Self.violations(in: file).count == 1)
    }
}
