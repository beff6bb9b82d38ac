import Foundation
import FuzzConfiguration
import FuzzEvents
import FuzzRecordings
import FuzzSnapshots
import Fuzzing
import Testing

/// What the fuzzers began with and what they found goes through the same functions in every run
/// of the tests, without libFuzzer and sanitizers.
struct CorpusTests {
    private static let corpora = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzzing/Corpora")

    /// Runs every input of the corpus twice: one must not depend on those before it.
    private func check(_ corpus: String, _ target: some FuzzTarget) throws {
        let inputs = try FileManager.default.contentsOfDirectory(
            at: Self.corpora.appending(path: corpus), includingPropertiesForKeys: nil)
        #expect(inputs.count >= 20)
        for input in inputs + inputs.reversed() {
            let bytes = [UInt8](try Data(contentsOf: input))
            do {
                try bytes.withUnsafeBytes { try target.run($0) }
            } catch {
                Issue.record("\(corpus)/\(input.lastPathComponent): \(error)")
            }
        }
    }

    @Test func `the corpus of events breaks nothing`() throws {
        try check("events", EventFuzzing())
    }

    @Test func `the corpus of configurations breaks nothing`() throws {
        try check("configuration", ConfigurationFuzzing())
    }

    @Test func `the corpus of recordings breaks nothing`() throws {
        try check("recordings", RecordingFuzzing())
    }

    @Test func `the corpus of snapshots breaks nothing`() throws {
        try check("snapshots", SnapshotFuzzing(isThorough: true))
    }
}
