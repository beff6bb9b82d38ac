import Foundation
import Testing

extension IntegrationTests {
    /// Small runs of the benchmarks, so that they cannot rot; they fail when a bound does not hold.
    struct BenchmarkTests {
        private static let bench = URL(filePath: Installation.daemon).deletingLastPathComponent()
            .appending(path: "covisit-bench").path

        @Test(.timeLimit(.minutes(1)))
        func `the hot path gives the same results stage by stage, next to no allocations`()
            async throws
        {
            let result = try await Command(
                ["hot", "--events", "20000", "--allocations-max", "1"], binary: Self.bench)
            #expect(result.exit == .code(0), "\(result.output)\(result.errors)")
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ["lists", "--sessions", "1000", "--items", "2000", "--allocations-max", "10"],
                // Of fewer the first blocks of all pools are most of what is held.
                ["memory", "--events", "150000", "--items", "15000"],
            ])
        func `what lists cost and items hold can be measured`(command: [String]) async throws {
            let result = try await Command(command, binary: Self.bench)
            #expect(result.exit == .code(0), "\(result.output)\(result.errors)")
        }

        @Test func `the programs to compare with compile`() async throws {
            let folder = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../Benchmarks/peers").standardizedFileURL
            let sources = try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: nil
            ).filter { $0.pathExtension == "c" }.map(\.path)
            #expect(sources.count >= 5)
            let result = try await Command(
                ["-fsyntax-only", "-Wall", "-Werror"] + sources, binary: "/usr/bin/cc")
            #expect(result.exit == .code(0), "\(result.errors)")
        }

        /// With COVISITD_DATA on the recordings that `deploy/bench.sh --data` uses, else on REES46.
        @Test(.timeLimit(.minutes(5)))
        func `bounded rows keep what a whole row with random admission keeps`() async throws {
            let data = Installation.environment["COVISITD_DATA"]
            let input = data.map { ["--data", $0] } ?? ["--input", Installation.recording]
            let result = try await Command(["rows"] + input, binary: Self.bench, within: 200)
            #expect(result.exit == .code(0), "\(result.output)\(result.errors)")
        }
    }
}
