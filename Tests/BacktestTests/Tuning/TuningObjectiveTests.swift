import CovisitCore
import Storage
import SystemPackage
import Testing
import WireFormats

@testable import Backtest

struct TuningObjectiveTests {
    @Test(arguments: ["total", "clicks.mrr@20", "orders.recall@5", "carts.ndcg@1"])
    func `a figure of reports is read by its name`(text: String) throws {
        #expect(try #require(TuningObjective(text)).description == text)
    }

    @Test(
        arguments: [
            "", "mrr@20", "clicks.mrr", "clicks.mrr@", "clicks.mrr@0", "clicks.mrr@21",
            "click.mrr@20", "clicks.coverage@20", "clicks.novelty@20", "clicks.mrr@20.x", "total@5",
        ])
    func `what is none is not`(text: String) {
        #expect(TuningObjective(text) == nil)
    }

    /// A real shop's training sessions, split at half past two.
    private static func data(_ protocolName: TuningProtocol) async throws -> TuningData {
        let path = try RealSplitTests.path("train_sessions")
        let feed = try await TestFeed(
            try RecordedEventSource(files: [path], schema: EventSchema()))
        return TuningData(
            TimeSplit(feed, at: 1_569_897_000_000), protocolName, .static, seed: 1)
    }

    private static let candidate = Candidate(name: "otto-3", configuration: .otto3, digest: "")

    @Test(
        arguments: [
            (TuningProtocol.otto, "total"), (.otto, "carts.recall@10"),
            (.nextItem, "clicks.mrr@20"), (.nextItem, "clicks.ndcg@5"),
        ])
    func `the score of all sessions of a trial is the report's`(
        protocolName: TuningProtocol, name: String
    ) async throws {
        let data = try await Self.data(protocolName)
        let objective = try #require(TuningObjective(name))
        let trial = data.trial(data.split.training, sessions: data.choosing, objective)
        let result = try await trial.run(Self.candidate, workers: 2)
        let score = result.score(objective, sessions: data.choosing)
        let report = BacktestReport("x", trial, [result]).configurations[0]
        let parts = name.split(separator: ".").map(String.init)
        let expected =
            name == "total" ? report.metrics.total : report.metrics[parts[0], parts[1]]
        #expect(abs(try #require(score.value) - (try #require(expected))) < 1e-12)
        #expect(objective.counts(score).allSatisfy { $0.count > 0 })
        // The sessions held out are none of the trial's.
        #expect(result.score(objective, sessions: data.heldOut).value == nil)
    }

    @Test func `a difference is that of the scores, and nothing to itself`() async throws {
        let data = try await Self.data(.nextItem)
        let objective = try #require(TuningObjective("clicks.mrr@20"))
        let trial = data.trial(data.split.training, sessions: data.choosing, objective)
        var none = EngineConfiguration.otto3
        none.objectives.clicks.matricesOfHistory = []
        none.objectives.clicks.history = .excluded
        let other = Candidate(name: "none", configuration: none, digest: "")
        let a = try await trial.run(other, workers: 2)
            .score(objective, sessions: data.choosing)
        let b = try await trial.run(Self.candidate, workers: 2)
            .score(objective, sessions: data.choosing)
        let difference = try #require(objective.difference(from: a, to: b))
        #expect(difference.difference == (b.value ?? 0) - (a.value ?? 0))
        #expect(difference.interval.lower > 0)
        #expect(objective.difference(from: a, to: a)?.difference == 0)
    }
}
