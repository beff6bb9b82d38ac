internal import CovisitCore
internal import StreamPipeline

/// A backtest made ready: the same feeds and the same truth for every candidate.
package struct Trial: Sendable {
    package var training: TestFeed
    package var test: TestFeed
    package var catalogue: Catalogue
    package var truth: Truth
    package var learning: Learning
    package var cutoffs: [Int]
    package var purpose: ScorePurpose
    /// By item number of the catalogue; 0 where unknown.
    package var prices: [Double]

    package init(
        training: TestFeed, test: TestFeed, catalogue: Catalogue, truth: Truth,
        learning: Learning, cutoffs: [Int], purpose: ScorePurpose = .sessions,
        prices: [Double] = []
    ) {
        self.training = training
        self.test = test
        self.catalogue = catalogue
        self.truth = truth
        self.learning = learning
        self.cutoffs = cutoffs
        self.purpose = purpose
        self.prices = prices
    }

    var plan: ScorePlan {
        ScorePlan(
            purpose, cutoffs: cutoffs,
            facts: ItemFacts(prices: prices, trainingCounts: catalogue.trainingCounts),
            catalogueCount: catalogue.items.count)
    }

    /// Trains a candidate and tests it, through the daemon's own pipeline.
    @concurrent
    ///
    /// - Parameter keepsLists: whether the result has the newest lists of every session.
    package func run(
        _ candidate: Candidate, workers: Int, keepsLists: Bool = false
    ) async throws -> CandidateResult {
        let engine = Engine(candidate.configuration)
        let clock = ContinuousClock()
        let start = clock.now
        try await run(
            training, engine, workers: workers, StepOptions(lists: .none)
        ) { _ in }
        let trained = clock.now
        let scorer = Scorer(
            plan, catalogue, truth, tailLength: candidate.configuration.tailLength,
            from: test.firstTimestamp, to: test.lastTimestamp)
        var scoring = Duration.zero
        let observe: (EngineStep) -> Void = { step in
            let before = clock.now
            scorer.observe(step)
            scoring += clock.now - before
        }
        // Sessions that began in training have a past, and lists, before the test begins.
        scorer.remember(training)
        try await run(
            training.newestEvents(catalogue), engine, workers: workers,
            StepOptions(teaching: .none), observe: observe)
        let lists: StepOptions.Lists =
            if case .nextEvent = truth { .everyEvent } else { .newest }
        try await run(
            learning == .completed ? test.withCompletedSessions(catalogue) : test, engine,
            workers: workers, StepOptions(lists: lists, teaching: teaching), observe: observe)
        let before = clock.now
        let sheet = scorer.finish()
        scoring += clock.now - before
        return CandidateResult(
            candidate: candidate, sheet: sheet, newestLists: keepsLists ? scorer.newestLists : [:],
            trainingSeconds: (trained - start) / .seconds(1),
            testSeconds: (clock.now - trained) / .seconds(1),
            scoringSeconds: scoring / .seconds(1), stateBytes: engine.statistics().byteCount)
    }

    private var teaching: StepOptions.Teaching {
        switch learning {
        case .static: .none
        case .streaming: .all
        case .completed: .partition(TestFeed.teachingPartition)
        }
    }

    private func run(
        _ feed: TestFeed, _ engine: Engine, workers: Int, _ step: StepOptions,
        observe: @escaping (EngineStep) -> Void
    ) async throws {
        var options = PipelineOptions()
        options.workers = workers
        options.step = step
        options.publishes = false
        let pipeline = Pipeline(
            engine: engine, source: TestFeedSource(feed), sink: NoSink(), options: options,
            observe: observe)
        try await pipeline.run()
    }
}

/// What a candidate came to.
package struct CandidateResult: Sendable {
    package let candidate: Candidate
    let sheet: ScoreSheet
    package let newestLists: [UInt32: SessionLists]
    package let trainingSeconds: Double
    /// The engine's and the scorer's.
    package let testSeconds: Double
    package let scoringSeconds: Double
    package let stateBytes: Int
    var gain: GainSplit?
}

/// A backtest publishes nothing.
private struct NoSink: RecommendationSink {
    func publish(_ records: EncodedRecords) async throws {}
    func publish(rejected records: [RejectedRecord], from source: String) async throws {}
    func flush() async throws {}
    func close() async {}
}
