import Testing

/// Nothing points upward: which modules a target may import. The table of modules in README.md
/// says the same in words, and Package.swift lets them link.
struct ImportTests {
    private static let allowed: [String: Set<String>] = [
        "CVectors": [], "CRdkafka": [], "CSimdJSON": [], "CXXHash": [], "CZlib": [], "CZstd": [],
        "CovisitCore": ["CVectors", "Synchronization"],
        "WireFormats": ["CovisitCore", "CSimdJSON", "CXXHash", "CZstd"],
        "StreamPipeline": ["CovisitCore", "WireFormats", "Synchronization", "Glibc"],
        "KafkaTransport": [
            "CovisitCore", "WireFormats", "StreamPipeline", "CRdkafka", "Synchronization", "Glibc",
        ],
        "Storage": [
            "CovisitCore", "WireFormats", "StreamPipeline", "CZlib", "CZstd", "SystemPackage",
            "Synchronization", "Glibc",
        ],
        "Operations": [
            "CovisitCore", "WireFormats", "StreamPipeline", "CoreMetrics", "FoundationEssentials",
            "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore", "NIOHTTPTypes",
            "NIOPosix",
            "ServiceLifecycle", "Synchronization", "Glibc",
        ],
        "Simulation": [
            "CovisitCore", "WireFormats", "StreamPipeline", "Storage", "SystemPackage",
            "Synchronization", "Glibc",
        ],
        "Backtest": [
            "CovisitCore", "WireFormats", "StreamPipeline", "Storage", "SystemPackage",
            "FoundationEssentials", "Synchronization", "Glibc",
        ],
        "Settings": [
            "CovisitCore", "WireFormats", "KafkaTransport", "Configuration", "Yams", "Glibc",
            "Darwin",
        ],
        "covisitd": [
            "CovisitCore", "WireFormats", "StreamPipeline", "KafkaTransport", "Storage",
            "Operations", "Simulation", "Settings", "Backtest", "ArgumentParser", "Foundation",
            "FoundationEssentials", "Logging", "SystemPackage", "Synchronization", "UnixSignals",
            "Glibc",
        ],
    ]

    private static let hints = [
        "CRdkafka": "only KafkaTransport knows librdkafka; add what you need to its Client folder",
        "CSimdJSON": "only WireFormats parses JSON; use EventDecoder",
        "CZlib": "only Storage unpacks; use RecordingReader",
        "CZstd": "use RecordingReader, or SnapshotEncoder",
        "CXXHash": "only WireFormats knows checksums; use its codecs",
        "Foundation": "use the standard library, or FoundationEssentials where it is allowed",
        "Glibc": "let the caller do the input and output, or pass its result in",
        "Logging": "report a TelemetryEvent where the parts are put together, in covisitd",
    ]

    private static func violations(in file: SourceFile) -> [String] {
        guard let target = file.target else { return [] }
        guard let allowed = allowed[target] else {
            return [file.violation(1, "say in ImportTests what target \(target) may import")]
        }
        return file.imports.filter { !allowed.contains($0.module) }.map { number, module in
            let hint = hints[module] ?? "pass a value in, or move the code to a target above"
            return file.violation(number, "\(target) may not import \(module): \(hint)")
        }
    }

    @Test func `targets import what they may and nothing above them`() throws {
        let files = try Repository.swiftFiles(in: "Sources")
        #expect(files.count > 100)
        #expect(files.flatMap(Self.violations) == [])
    }

    @Test func `every target has its line in the table`() throws {
        #expect(try Repository.targets() == Self.allowed.keys.sorted())
    }

    @Test(arguments: [
        ("CovisitCore", "import Foundation"), ("CovisitCore", "internal import WireFormats"),
        ("WireFormats", "package import FoundationEssentials"),
        ("StreamPipeline", "@preconcurrency import Foundation"),
        ("StreamPipeline", "import KafkaTransport"), ("Storage", "internal import CRdkafka"),
        ("covisitd", "internal import CRdkafka"), ("KafkaTransport", "import func CZlib.inflate"),
        ("Newcomer", ""),
    ])
    func `a wrong import is seen`(target: String, line: String) {
        let file = SourceFile(path: "Sources/\(target)/A/B.swift", text: "/// A.\n\(line)\n")
        #expect(Self.violations(in: file).count == 1)
    }

    @Test func `a right import is not`() {
        let text = "internal import CRdkafka\npackage import StreamPipeline\n// import Foundation"
        let file = SourceFile(path: "Sources/KafkaTransport/A.swift", text: text)
        #expect(Self.violations(in: file) == [])
    }
}
