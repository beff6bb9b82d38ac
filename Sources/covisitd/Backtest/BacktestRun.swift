internal import ArgumentParser
internal import Backtest
internal import CovisitCore
internal import FoundationEssentials
internal import Settings
internal import SystemPackage

/// A backtest from its arguments to its reports.
struct BacktestRun: Sendable {
    private let command: BacktestCommand
    private let candidates: [Candidate]
    /// What events look like is taken from the first configuration.
    private let settings: DaemonSettings

    init(_ command: BacktestCommand) throws {
        self.command = command
        var candidates: [Candidate] = []
        var first: DaemonSettings?
        let varying = OverrideGrid.varying(command.overrides)
        for file in command.files.isEmpty ? [nil] : command.files.map(Optional.some) {
            for overrides in OverrideGrid.combinations(of: command.overrides) {
                let settings = try DaemonSettings.load(
                    file: file, environment: ProcessInfo.processInfo.environment,
                    overrides: overrides)
                first = first ?? settings
                let name =
                    [file.map { Self.name($0, among: command.files) } ?? "defaults"]
                    + overrides.filter(varying.contains)
                candidates.append(
                    Candidate(
                        name: name.joined(separator: " "), configuration: settings.engine,
                        digest: settings.digest))
            }
        }
        self.candidates = candidates
        settings = first ?? DaemonSettings()
    }

    /// The file's name; where another has the same, its path.
    private static func name(_ path: String, among paths: [String]) -> String {
        func stem(_ path: String) -> String { FilePath(path).lastComponent?.stem ?? path }
        let twins = paths.count { stem($0) == stem(path) }
        return twins > 1 ? path : stem(path)
    }

    @concurrent
    func run() async throws {
        let start = ContinuousClock.now
        let trial = try await makeTrial()
        let read = ContinuousClock.now - start
        let results = try await runAll(trial)
        let report = BacktestReport(command.protocolName.rawValue, trial, results)
        if let path = command.submission, let first = results.first {
            try writeReport(trial.submission(first), to: path)
        }
        if let path = command.report {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try writeReport(
                String(decoding: try encoder.encode(report), as: UTF8.self) + "\n", to: path)
        }
        if let path = command.html { try writeReport(HTMLReport(report).text, to: path) }
        if ![command.report, command.html, command.submission].contains("-") {
            writeLine(BacktestTable(report, readSeconds: read / .seconds(1)).text)
        }
    }

    private func runAll(_ trial: Trial) async throws -> [CandidateResult] {
        let hasSubmission = command.submission != nil
        var results = [CandidateResult?](repeating: nil, count: candidates.count)
        try await CandidateRuns(jobs: command.jobs).run(
            trial, candidates, keepsLists: { $0 == 0 && hasSubmission }
        ) { index, result in
            results[index] = result
            writeError("\(result.candidate.name): done")
        }
        return results.compactMap(\.self)
    }

    private func makeTrial() async throws -> Trial {
        var catalogue = Catalogue()
        let training = try await readFeed(command.train, settings)
        for batch in training.batches { catalogue.add(training: batch) }
        let path = FilePath(command.test)
        let learning =
            command.learning ?? (command.protocolName == .prequential ? .streaming : .static)
        let cutoffs = try command.parsedCutoffs()
        if command.protocolName == .nextItem, !ReplayInput.isTopic(command.test),
            try Catalogue.holdsPrefixes(path)
        {
            let (test, truth) = try catalogue.readPrefixes(
                path, from: training.lastTimestamp + 1_000)
            return Trial(
                training: training, test: test, catalogue: catalogue, truth: .labels(truth),
                learning: learning, cutoffs: cutoffs)
        }
        let test = try await readFeed([command.test], settings)
        for batch in test.batches { catalogue.add(test: batch) }
        var truth = Truth.nextEvent
        if let labels = command.labels {
            truth = .labels(try catalogue.readLabels(FilePath(labels)))
        }
        return Trial(
            training: training, test: test, catalogue: catalogue, truth: truth,
            learning: learning, cutoffs: cutoffs)
    }
}
