// swift-tools-version: 6.2
import PackageDescription

/// `deploy/fuzz.sh` sets it: fuzzers are programs that link with libFuzzer only, so that for
/// everybody else they are libraries, whose corpora the tests go through.
let isFuzzing = Context.environment["COVISITD_FUZZ"] != nil

/// Strict settings for every Swift target of ours; see the style notes in README.md.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// The fuzzer in `Tests/Fuzzing/<name>`.
func fuzzer(_ name: String, dependencies: [Target.Dependency]) -> Target {
    let target = Target.target(
        name: "Fuzz" + name, dependencies: ["Fuzzing"] + dependencies,
        path: "Tests/Fuzzing/" + name, swiftSettings: strict)
    if !isFuzzing { return target }
    return .executableTarget(
        name: target.name, dependencies: target.dependencies, path: target.path,
        swiftSettings: strict + [.define("FUZZING")])
}

let package = Package(
    name: "covisitd",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "covisitd", targets: ["covisitd"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C and C++ fences: a module map or a thin shim each, no logic.
        .systemLibrary(name: "CRdkafka", pkgConfig: "rdkafka"),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash"),
        .target(name: "CVectors"),
        .target(
            name: "CSimdJSON",
            cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),

        // The daemon, from the pure engine outwards. Nothing points upward.
        .target(name: "CovisitCore", dependencies: ["CVectors"], swiftSettings: strict),
        .target(
            name: "WireFormats",
            dependencies: ["CovisitCore", "CSimdJSON", "CXXHash", "CZstd"],
            swiftSettings: strict),
        .target(
            name: "StreamPipeline", dependencies: ["CovisitCore", "WireFormats"],
            swiftSettings: strict),
        .target(
            name: "KafkaTransport", dependencies: ["StreamPipeline", "CRdkafka"],
            swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "StreamPipeline", "CZstd", "CZlib",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .target(
            name: "Operations",
            dependencies: [
                "CovisitCore", "WireFormats", "StreamPipeline",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: [
                "CovisitCore", "WireFormats", "StreamPipeline", "Storage",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .target(
            name: "Backtest",
            dependencies: [
                "CovisitCore", "WireFormats", "StreamPipeline", "Storage",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .target(
            name: "Settings",
            dependencies: [
                "CovisitCore", "WireFormats", "KafkaTransport",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "covisitd",
            dependencies: [
                "CovisitCore", "WireFormats", "StreamPipeline", "KafkaTransport", "Storage",
                "Operations", "Simulation", "Settings", "Backtest",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["Demo/ATTRIBUTION.md"],
            resources: [.copy("Demo/rees46_2019oct01.jsonl.gz")],
            swiftSettings: strict),

        // Benchmarks, which tests run small.
        .target(name: "CAllocations", path: "Tests/Benchmarks/CAllocations"),
        .executableTarget(
            name: "covisit-bench",
            dependencies: [
                "CAllocations", "CovisitCore", "WireFormats", "StreamPipeline", "Storage",
                "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/Benchmarks", exclude: ["CAllocations", "peers"], swiftSettings: strict),

        // Fuzzers.
        .target(name: "Fuzzing", path: "Tests/Fuzzing/Driving", swiftSettings: strict),
        fuzzer("Events", dependencies: ["CovisitCore", "WireFormats"]),
        fuzzer(
            "Configuration",
            dependencies: ["Settings", "CovisitCore", "WireFormats", "KafkaTransport"]),
        fuzzer(
            "Recordings",
            dependencies: [
                "Storage", "StreamPipeline", "WireFormats", "CovisitCore", "CZlib", "CZstd",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        fuzzer(
            "Snapshots",
            dependencies: [
                "CovisitCore", "CXXHash", "WireFormats", "Storage",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),

        .testTarget(
            name: "CovisitCoreTests", dependencies: ["CovisitCore", "Simulation"],
            swiftSettings: strict),
        .testTarget(
            name: "StreamPipelineTests",
            dependencies: [
                "CovisitCore", "WireFormats", "StreamPipeline", "Storage", "Simulation",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Simulation", "CovisitCore", "WireFormats", "StreamPipeline", "Storage",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BacktestTests",
            dependencies: [
                "Backtest", "CovisitCore", "Simulation", "StreamPipeline", "WireFormats",
                "Storage", .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "WireFormatsTests", dependencies: ["CovisitCore", "WireFormats", "CXXHash"],
            swiftSettings: strict),
        .testTarget(
            name: "KafkaTransportTests", dependencies: ["KafkaTransport"],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Storage", "CovisitCore", "StreamPipeline", "WireFormats", "CXXHash", "CZstd",
                "CZlib",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "CovisitCore", "StreamPipeline", "WireFormats",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SettingsTests",
            dependencies: ["Settings", "CovisitCore", "WireFormats", "KafkaTransport"],
            swiftSettings: strict),
        .testTarget(
            name: "FuzzingTests",
            dependencies: [
                "Fuzzing", "FuzzEvents", "FuzzConfiguration", "FuzzRecordings", "FuzzSnapshots",
            ],
            swiftSettings: strict),
        // The daemon from outside: imports nothing of ours, starts its binary, kcat and a broker.
        .testTarget(name: "IntegrationTests", swiftSettings: strict),
        // The rules of the house; knows nothing of the code but its text.
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
