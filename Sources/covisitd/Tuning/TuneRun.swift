internal import Backtest
internal import CovisitCore
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
                environment: StartEnvironment.variables,
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
        try report?.write(json: result)
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
        var scores = RungScores()
        while let rung = tournament.rung {
            // Where the time was over, rungs between have had no trial.
            while result.rungs.count <= rung {
                result.rungs.append(untried(tournament.plan.rungs[result.rungs.count], data))
            }
            scores = try await run(rung, of: tournament, on: data)
            if scores.values.isEmpty {
                throw NothingToTune("no validation session has anything that \(objective) counts")
            }
            result.rungs[rung].tried = scores.values.keys.count { $0 != 0 }
            tournament.finish(scores.values, isOver: isTimeOver)
        }
        result.trials = tournament.standings.map { number, rung, score in
            let draw = number == 0 ? nil : drawn.draws[number - 1]
            return TuningReport.Trial(
                number: number, values: draw?.values ?? [], overrides: draw?.overrides ?? [],
                digest: candidates[number].digest, rung: rung, score: score)
        }
        result.winner = tournament.winner ?? 0
        if result.winner == 0 { return }
        result.chosenBy = comparison(scores.base, scores.best)
        result.heldOut = try await heldOut(data, winner: result.winner)
    }

    private func untried(_ rung: HalvingPlan.Rung, _ data: TuningData) -> TuningReport.Rung {
        TuningReport.Rung(
            share: rung.share, training: data.training(rung.share),
            sessions: data.sample(rung.share).count, planned: rung.count, tried: 0)
    }

    private func run(
        _ rung: Int, of tournament: Tournament, on data: TuningData
    ) async throws -> RungScores {
        let (contenders, rungs) = (tournament.contenders, tournament.plan.rungs)
        let share = rungs[rung].share
        let sessions = data.sample(share)
        let trial = data.trial(data.training(share), sessions: sessions, objective)
        let place = rungs.count > 1 ? "rung \(rung + 1) of \(rungs.count), " : ""
        var scores = RungScores()
        try await CandidateRuns(jobs: command.jobs).run(
            contenders.map { candidates[$0] },
            mayBegin: { $0 < Tournament.leastCount || !isTimeOver }
        ) { _, candidate, workers in
            try await trial.run(candidate, workers: workers)
        } finished: { index, result in
            let number = contenders[index]
            let score = result.score(objective, sessions: sessions)
            scores.take(score, of: number)
            let overrides = number == 0 ? [] : drawn.draws[number - 1].overrides
            let parts = [
                "\(place)\(scores.finishedCount)/\(contenders.count)",
                "\(result.candidate.name): \(objective) "
                    + "\(score.value.map { fixed($0, 6) } ?? "-"); best \(scores.bestText)",
                overrides.joined(separator: " "),
            ]
            writeError(parts.filter { !$0.isEmpty }.joined(separator: "  "))
        }
        return scores
    }

    /// Base and winner on the sessions that nobody has looked at.
    private func heldOut(
        _ data: TuningData, winner: Int
    ) async throws -> TuningReport.Comparison? {
        let trial = data.trial(data.split.training, sessions: data.heldOut, objective)
        var scores = [TuningScore?](repeating: nil, count: 2)
        try await CandidateRuns(jobs: command.jobs).run(
            [candidates[0], candidates[winner]]
        ) { _, candidate, workers in
            try await trial.run(candidate, workers: workers)
        } finished: { index, result in
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
