internal import Backtest
internal import CovisitCore
internal import FoundationEssentials
internal import Settings

/// A search from its arguments to the file of its winner.
struct TuneRun: Sendable {
    private let command: TuneCommand
    private let objective: TuningObjective
    private let base: DaemonSettings
    private let space: SearchSpace
    private let drawn: SpaceDraws
    /// The base, then what was drawn: a trial's number is its place.
    private let candidates: [Candidate]
    private let start = ContinuousClock.now

    init(_ command: TuneCommand) throws {
        self.command = command
        objective = try command.parsedObjective()
        base = try command.settings.load()
        space = try SearchSpace.load(file: command.space, varied: command.varied, base: base)
        drawn = SpaceDraws(command.trials, from: space, seed: command.seed, base: base) {
            (overrides) throws(SettingsError) in
            try DaemonSettings.load(
                file: command.settings.file,
                environment: ProcessInfo.processInfo.environment,
                overrides: command.settings.overrides + overrides)
        }
        if drawn.draws.isEmpty { throw drawn.refusal ?? NoTrials() }
        candidates = ([base] + drawn.draws.map(\.settings)).enumerated().map { number, settings in
            Candidate(
                name: number == 0 ? "base" : "trial \(number)", configuration: settings.engine,
                digest: settings.digest)
        }
    }

    @concurrent
    func run() async throws {
        let output = WholeFile(command.output)
        try output.check()
        let report = command.report.map(WholeFile.init)
        try report?.check()
        saySpace()
        let feed = try await readFeed(command.train, base)
        let data = try makeData(feed)
        var result = TuningReport(
            protocolName: command.protocolName.rawValue, learning: command.learning.rawValue,
            objective: "\(objective)", method: command.method.rawValue, seed: command.seed,
            data: TuningReport.Data(files: command.train, feed, data),
            space: space.dimensions.map {
                TuningReport.Dimension(key: $0.name, values: $0.domain.summary)
            },
            trialsAsked: command.trials, trialsDrawn: drawn.draws.count)
        try await search(data, &result)
        result.seconds = (ContinuousClock.now - start) / .seconds(1)

        let settings = result.winner == 0 ? base : drawn.draws[result.winner - 1].settings
        try output.write(WinnerFile(settings, result, space, base: base).text)
        if let report {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try report.write(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n")
        }
        let summary = TuneSummary(result).text
        if [command.output, command.report].contains("-") {
            writeError(summary)
        } else {
            writeLine(summary)
        }
    }

    private func saySpace() {
        let (count, refused) = (drawn.draws.count, drawn.refusedCount)
        if count < command.trials {
            writeError("the space holds no more than \(count) of \(command.trials) trials")
        }
        if refused > 0, let refusal = drawn.refusal?.problems.first {
            writeError(
                "\(refused) draws do not go together and were drawn anew, such as: \(refusal)")
        }
    }

    private func makeData(_ feed: TestFeed) throws -> TuningData {
        let split = TimeSplit(feed, at: try command.splitPoint().time(in: feed))
        let data = TuningData(
            split, command.protocolName, command.learning, seed: command.seed)
        if split.training.eventCount == 0 || data.choosing.isEmpty || data.heldOut.isEmpty {
            throw NothingToTune(
                "--validation \(command.validation) leaves \(split.training.eventCount) events to "
                    + "learn from, and \(data.choosing.count + data.heldOut.count) sessions of two "
                    + "events or more that begin later; it takes an event, and two sessions")
        }
        return data
    }

    // MARK: - Search

    private var plan: HalvingPlan {
        switch command.method {
        case .random: .random(trials: drawn.draws.count)
        case .halving: .halving(trials: drawn.draws.count)
        }
    }

    private var isTimeOver: Bool {
        guard let seconds = command.seconds else { return false }
        return ContinuousClock.now - start > .seconds(seconds)
    }

    private func search(_ data: TuningData, _ result: inout TuningReport) async throws {
        var tournament = Tournament(plan)
        var best = BestTrial()
        while let rung = tournament.rung {
            // Where the time was over, rungs between have had no trial.
            while result.rungs.count <= rung {
                let plan = tournament.plan.rungs[result.rungs.count]
                result.rungs.append(
                    TuningReport.Rung(
                        share: plan.share, training: data.training(plan.share),
                        sessions: data.sample(plan.share).count, planned: plan.count, tried: 0))
            }
            best = BestTrial()
            let scores = try await run(
                tournament.contenders, on: data, tournament.plan, rung, &best)
            if scores.isEmpty {
                throw NothingToTune("no validation session has anything that \(objective) counts")
            }
            result.rungs[rung].tried = scores.keys.count { $0 != 0 }
            tournament.finish(scores, isOver: isTimeOver)
        }
        result.trials = tournament.standings.map { number, rung, score in
            let draw = number == 0 ? nil : drawn.draws[number - 1]
            return TuningReport.Trial(
                number: number, values: draw?.values ?? [], overrides: draw?.overrides ?? [],
                digest: candidates[number].digest, rung: rung, score: score)
        }
        result.winner = tournament.winner ?? 0
        if result.winner == 0 { return }
        result.chosenBy = comparison(best.base, best.winner)
        result.heldOut = try await heldOut(data, winner: result.winner)
    }

    /// The scores of one rung, by number of the trial.
    private func run(
        _ contenders: [Int], on data: TuningData, _ plan: HalvingPlan, _ rung: Int,
        _ best: inout BestTrial
    ) async throws -> [Int: Double] {
        let share = plan.rungs[rung].share
        let sessions = data.sample(share)
        let trial = data.trial(data.training(share), sessions: sessions, objective)
        var scores: [Int: Double] = [:]
        var finishedCount = 0
        var bestSoFar = best
        try await CandidateRuns(jobs: command.jobs).run(
            trial, contenders.map { candidates[$0] },
            mayBegin: { $0 < Tournament.leastCount || !isTimeOver }
        ) { index, result in
            let number = contenders[index]
            let score = result.score(objective, sessions: sessions)
            finishedCount += 1
            if let value = score.value {
                scores[number] = value
                bestSoFar.take(score, value, of: number)
            }
            let place = plan.rungs.count > 1 ? "rung \(rung + 1) of \(plan.rungs.count), " : ""
            writeError(
                "\(place)\(finishedCount)/\(contenders.count)  \(result.candidate.name): "
                    + "\(objective) \(score.value.map { fixed($0, 6) } ?? "-")"
                    + "; best \(bestSoFar.text)"
                    + (number == 0
                        ? "" : "  " + drawn.draws[number - 1].overrides.joined(separator: " ")))
        }
        best = bestSoFar
        return scores
    }

    /// Base and winner on the sessions that nobody has looked at.
    private func heldOut(
        _ data: TuningData, winner: Int
    ) async throws -> TuningReport.Comparison? {
        let trial = data.trial(data.split.training, sessions: data.heldOut, objective)
        var scores = [TuningScore?](repeating: nil, count: 2)
        try await CandidateRuns(jobs: command.jobs).run(
            trial, [candidates[0], candidates[winner]]
        ) { index, result in
            scores[index] = result.score(objective, sessions: data.heldOut)
        }
        return comparison(scores[0], scores[1])
    }

    private func comparison(
        _ base: TuningScore?, _ winner: TuningScore?
    ) -> TuningReport.Comparison? {
        guard let base, let winner else { return nil }
        return objective.difference(from: base, to: winner).map {
            TuningReport.Comparison($0, counts: objective.counts(base))
        }
    }
}

/// Scores by session of the base and of the best trial so far; those of all trials would be much.
private struct BestTrial {
    private(set) var base: TuningScore?
    private(set) var winner: TuningScore?
    private var value = 0.0
    private var number = 0

    /// Of equal ones the earlier is better, as in the tournament, in whatever order they finish.
    mutating func take(_ score: TuningScore, _ value: Double, of number: Int) {
        if number == 0 { base = score }
        if winner != nil, (value, self.number) <= (self.value, number) { return }
        winner = score
        self.value = value
        self.number = number
    }

    var text: String {
        winner == nil ? "-" : "\(fixed(value, 6)) (\(number == 0 ? "base" : "trial \(number)"))"
    }
}

/// Every configuration of the space is the base.
struct NoTrials: Error, CustomStringConvertible {
    var description: String { "the space holds nothing but the configuration to start from" }
}

/// The data leave nothing to choose by.
struct NothingToTune: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
