import Testing

/// Calls that do not belong where they stand; each rule names what does.
struct BannedCallTests {
    private static let core = ["Sources/CovisitCore"]

    private static let inTheCore = [
        BannedPattern(
            name: "Date(", pattern: #"\bDate\("#, instead: "time comes with the event",
            folders: core),
        BannedPattern(
            name: ".now", pattern: #"\.now\b"#,
            instead: "the engine reads no clock; use the event's time or the watermark",
            folders: core),
        BannedPattern(
            name: "random", pattern: #"\brandom(Element)?\(|\bshuffled?\("#,
            instead: "draw from mix(_:) over the input, so that a replay draws the same",
            folders: core),
        BannedPattern(
            name: "Hasher", pattern: #"\bHasher\(|\.hashValue\b"#,
            instead: "Swift seeds it anew in every process; use mix(_:) or StateDigest",
            folders: core),
        BannedPattern(
            name: "Foundation", pattern: #"\bFoundation"#, instead: "use the standard library",
            folders: core),
        BannedPattern(
            name: "async", pattern: #"\basync\b"#,
            instead: "the engine is values in, values out; ShardDriver runs its phases",
            folders: core),
        BannedPattern(
            name: "Logger", pattern: #"\bLogger\b"#,
            instead: "count it in EngineStatistics; covisitd logs", folders: core),
    ]

    private static let everywhere = [
        BannedPattern(
            name: "fatalError(", pattern: #"\bfatalError\((?:"|\)|$)"#,
            instead: "throw; for a broken invariant of our own, preconditionFailure"),
        BannedPattern(name: "try!", pattern: #"\btry!"#, instead: "throw on, or catch"),
        BannedPattern(name: "as!", pattern: #"\bas!"#, instead: "as? and a thrown error"),
        BannedPattern(
            name: "print(", pattern: #"\b(?:debugPrint|print|dump)\("#,
            instead: "a TelemetryEvent for the log, writeLine in a command"),
        BannedPattern(
            name: "Task {", pattern: #"\bTask(?:\.detached)?\s?(?:\([^)]*\)\s?)?\{"#,
            instead: "a task group or async let: nothing outlives who began it",
            exceptions: [
                "Sources/Operations/HTTP/OperationsServer.swift":
                    "Hummingbird stops the process when its task is cancelled; its end is awaited"
            ]),
        BannedPattern(
            name: "Task.sleep", pattern: #"\bTask\.sleep\b"#,
            instead: "wait for the thing itself; only the commands keep time",
            exceptions: ["Sources/covisitd": "shows the status once a second, plays at a speed"]),
    ]

    private static let wrongLines: [(String, path: String)] = [
        ("let at = Date()", "CovisitCore/A.swift"),
        ("let at = ContinuousClock.now", "CovisitCore/A.swift"),
        ("let draw = Float.random(in: 0..<1)", "CovisitCore/A.swift"),
        ("items.shuffle()", "CovisitCore/A.swift"),
        ("let hash = item.hashValue", "CovisitCore/A.swift"),
        ("let data = Foundation.Data()", "CovisitCore/A.swift"),
        ("func step() async {}", "CovisitCore/A.swift"),
        ("let log: Logger", "CovisitCore/A.swift"),
        ("default: fatalError(\"unknown\")", "Storage/A.swift"),
        ("fatalError()", "Storage/A.swift"),
        ("let rows = try! read()", "Storage/A.swift"),
        ("let row = rows as! Row", "Storage/A.swift"),
        ("    print(row)", "Storage/A.swift"),
        ("Task { await run() }", "Storage/A.swift"),
        ("Task.detached(priority: .low) {", "covisitd/A.swift"),
        ("try await Task.sleep(for: .seconds(1))", "Operations/HTTP/OperationsServer.swift"),
    ]

    private static let rightLines: [(String, path: String)] = [
        ("let at = Date()", "covisitd/A.swift"),
        ("// no Date() here", "CovisitCore/A.swift"),
        ("if let fatal = fatalError(of: client) {", "KafkaTransport/A.swift"),
        ("group.addTask { await run() }", "covisitd/A.swift"),
        ("let fingerprint = fingerprint(row)", "Storage/A.swift"),
        ("let running = Task { try await run() }", "Operations/HTTP/OperationsServer.swift"),
        ("try await Task.sleep(for: .seconds(1))", "covisitd/Demo/A.swift"),
        ("guard let row = rows as? Row else { throw error }", "Storage/A.swift"),
    ]

    private static func violations(in files: [SourceFile]) throws -> [String] {
        try (inTheCore + everywhere).flatMap { try $0.violations(in: files) }
    }

    @Test func `no banned call stands in the sources`() throws {
        #expect(try Self.violations(in: Repository.swiftFiles(in: "Sources")) == [])
    }

    @Test(arguments: wrongLines)
    func `a banned call is seen`(line: String, path: String) throws {
        let file = SourceFile(path: "Sources/" + path, text: "\n\(line)\n")
        #expect(try Self.violations(in: [file]).count == 1)
    }

    @Test(arguments: rightLines)
    func `what only looks like one is not`(line: String, path: String) throws {
        let file = SourceFile(path: "Sources/" + path, text: "\n\(line)\n")
        #expect(try Self.violations(in: [file]) == [])
    }

    @Test func `every exception is still needed`() throws {
        for rule in Self.everywhere {
            for place in rule.exceptions.keys {
                var strict = rule
                strict.exceptions[place] = nil
                let found = try strict.violations(in: Repository.swiftFiles(in: "Sources"))
                #expect(!found.isEmpty, "\(place) needs no exception from \(rule.name) any more")
            }
        }
    }
}
