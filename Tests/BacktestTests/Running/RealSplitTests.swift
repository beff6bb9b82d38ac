import CovisitCore
import Foundation
import Storage
import SystemPackage
import Testing
import WireFormats

@testable import Backtest

/// A real shop's split, as OTTO's contest is scored.
struct RealSplitTests {
    static func path(_ name: String) throws -> FilePath {
        let url = try #require(
            Bundle.module.url(
                forResource: "rees46_\(name)", withExtension: "jsonl.gz", subdirectory: "Fixtures"))
        return FilePath(url.path(percentEncoded: false))
    }

    private static func feed(_ name: String) async throws -> TestFeed {
        try await TestFeed(
            try RecordedEventSource(files: [path(name)], schema: EventSchema()))
    }

    private static func trial(_ learning: Learning) async throws -> Trial {
        let training = try await feed("train_sessions")
        let test = try await feed("test_sessions")
        var catalogue = Catalogue()
        for batch in training.batches { catalogue.add(training: batch) }
        for batch in test.batches { catalogue.add(test: batch) }
        let truth = Truth.labels(try catalogue.readLabels(path("test_labels")))
        return Trial(
            training: training, test: test, catalogue: catalogue, truth: truth,
            learning: learning, cutoffs: [20])
    }

    /// What the organisers' evaluator computes from a submission and the labels, by the words of
    /// their README.
    private static func evaluate(_ submission: String) throws -> [String: Double] {
        var predicted: [String: Set<Int>] = [:]
        for line in submission.split(separator: "\n").dropFirst() {
            let parts = line.split(separator: ",", omittingEmptySubsequences: false)
            predicted[String(parts[0])] = Set(parts[1].split(separator: " ").compactMap { Int($0) })
        }
        var hits: [String: Int] = [:]
        var totals: [String: Int] = [:]
        let lines = try PackedLines(path("test_labels"))
        while let (_, bytes) = try lines.next() {
            let line = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            let labels = try #require(line?["labels"] as? [String: Any])
            let session = try #require(line?["session"] as? Int)
            for (type, value) in labels {
                let truth = Set((value as? [Int]) ?? [value as? Int].compactMap(\.self))
                let guess = predicted["\(session)_\(type)"] ?? []
                hits[type, default: 0] += truth.intersection(guess).count
                totals[type, default: 0] += min(20, truth.count)
            }
        }
        var recalls: [String: Double] = [:]
        for (type, total) in totals { recalls[type] = Double(hits[type] ?? 0) / Double(total) }
        return recalls
    }

    @Test(arguments: [Learning.static, .streaming])
    func `recall is what the organisers' evaluator computes from the submission`(
        learning: Learning
    ) async throws {
        let trial = try await Self.trial(learning)
        let candidate = Candidate(name: "otto-3", configuration: .otto3, digest: "")
        let result = try await trial.run(candidate, workers: 2, keepsLists: true)
        let metrics = BacktestReport("otto", trial, [result]).configurations[0].metrics
        let recalls = try Self.evaluate(trial.submission(result))
        #expect(recalls.count == 3)
        for (type, recall) in recalls {
            let found = try #require(metrics[type, "recall@20"])
            #expect(abs(found - recall) < 1e-12, "\(type)")
        }
        let total = try #require(metrics.total)
        let weighted =
            0.1 * (recalls["clicks"] ?? 0) + 0.3 * (recalls["carts"] ?? 0)
            + 0.6 * (recalls["orders"] ?? 0)
        #expect(abs(total - weighted) < 1e-12)
        #expect(total > 0.88)
    }

    @Test func `figures do not depend on the number of workers`() async throws {
        let trial = try await Self.trial(.streaming)
        let candidate = Candidate(name: "otto-3", configuration: .otto3, digest: "")
        let one = BacktestReport("otto", trial, [try await trial.run(candidate, workers: 1)])
        let four = BacktestReport("otto", trial, [try await trial.run(candidate, workers: 4)])
        #expect(one.configurations[0].metrics == four.configurations[0].metrics)
    }

    @Test func `training comes in the order of time, whatever order the file has`() async throws {
        let feed = try await Self.feed("train_sessions")
        let times = feed.batches.flatMap { $0.events.map(\.timestamp) }
        #expect(times.count == 10_045)
        #expect(times == times.sorted())
        #expect(feed.batches.flatMap { $0.events.map(\.offset) } == (0..<10_045).map(Int64.init))
    }
}
