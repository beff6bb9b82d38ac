internal import ArgumentParser
internal import Backtest
internal import CovisitCore
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
                    file: file, environment: StartEnvironment.variables,
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
        for path in [command.submission, command.report, command.html].compactMap(\.self) {
            try WholeFile(path).check()
        }
        let start = ContinuousClock.now
        let trial = try await BacktestFeeds(command, settings).trial()
        let read = ContinuousClock.now - start
        let results = try await runAll(trial)
        let report = BacktestReport(command.protocolName.rawValue, trial, results)
        if let path = command.submission, let first = results.first {
            try WholeFile(path).write(trial.submission(first))
        }
        if let path = command.report { try WholeFile(path).write(json: report) }
        if let path = command.html { try WholeFile(path).write(HTMLReport(report).text) }
        if ![command.report, command.html, command.submission].contains("-") {
            writeLine(BacktestTable(report, readSeconds: read / .seconds(1)).text)
        }
    }

    private func runAll(_ trial: Trial) async throws -> [CandidateResult] {
        let (splitsGain, hasSubmission) = (command.splitsGain, command.submission != nil)
        var results = [CandidateResult?](repeating: nil, count: candidates.count)
        try await CandidateRuns(jobs: command.jobs).run(candidates) { index, candidate, workers in
            if splitsGain {
                return try await trial.runAndSplitGain(candidate, workers: workers)
            }
            return try await trial.run(
                candidate, workers: workers, keepsLists: index == 0 && hasSubmission)
        } finished: { index, result in
            results[index] = result
            writeError("\(result.candidate.name): done")
        }
        return results.compactMap(\.self)
    }
}
