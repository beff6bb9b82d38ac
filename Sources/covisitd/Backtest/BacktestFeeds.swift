internal import Backtest
internal import CovisitCore
internal import Settings
internal import Storage
internal import SystemPackage

/// What a backtest reads, made into a trial.
struct BacktestFeeds: Sendable {
    private let command: BacktestCommand
    private let settings: DaemonSettings

    /// `settings` say what events look like.
    init(_ command: BacktestCommand, _ settings: DaemonSettings) {
        self.command = command
        self.settings = settings
    }

    func trial() async throws -> Trial {
        if command.protocolName == .nextBasket { return try await basketTrial() }
        var catalogue = Catalogue()
        let training = try await readFeed(command.train, settings)
        for batch in training.batches { catalogue.add(training: batch) }
        let tested = command.test ?? ""
        let learning =
            command.learning ?? (command.protocolName == .prequential ? .streaming : .static)
        let cutoffs = try command.parsedCutoffs()
        if command.protocolName == .nextItem, !ReplayInput.isTopic(tested),
            try Catalogue.holdsPrefixes(FilePath(tested))
        {
            let (test, truth) = try catalogue.readPrefixes(
                FilePath(tested), from: training.lastTimestamp + 1_000)
            return Trial(
                training: training, test: test, catalogue: catalogue, truth: .labels(truth),
                learning: learning, cutoffs: cutoffs)
        }
        let test = try await readFeed([tested], settings)
        for batch in test.batches { catalogue.add(test: batch) }
        var truth = Truth.nextEvent
        if let labels = command.labels {
            truth = .labels(try catalogue.readLabels(FilePath(labels)))
        }
        return Trial(
            training: training, test: test, catalogue: catalogue, truth: truth,
            learning: learning, cutoffs: cutoffs)
    }

    /// Everything of the past is learnt from; each household's newest list is held against what
    /// it bought then.
    private func basketTrial() async throws -> Trial {
        var catalogue = Catalogue()
        let table = try command.purchaseTable.map { try PurchaseTable($0) }
        let training: TestFeed
        var future: EventBatch?
        if let table, let week = command.truthFromWeek {
            let (past, later) = table.split(beforeWeek: week)
            (training, future) = (TestFeed(past), later)
        } else {
            training = try await readFeed(command.train, settings)
        }
        for batch in training.batches { catalogue.add(training: batch) }
        var truth: [UInt32: SessionLabels] = [:]
        if let labels = command.labels {
            truth = try catalogue.readLabels(FilePath(labels))
        } else if let future {
            truth = catalogue.orders(of: future)
        }
        guard training.eventCount > 0, !truth.isEmpty else {
            throw NothingToPredict(eventCount: training.eventCount)
        }
        let test = training.newestEvents(catalogue)
        for batch in test.batches { catalogue.add(test: batch) }
        var prices = table?.prices(catalogue) ?? []
        if let path = command.prices { prices = try catalogue.readPrices(FilePath(path)) }
        return Trial(
            training: training, test: test, catalogue: catalogue, truth: .labels(truth),
            learning: .static, cutoffs: try command.parsedCutoffs(), purpose: .baskets,
            prices: prices)
    }
}

/// A basket trial's past or future is empty.
struct NothingToPredict: Error, CustomStringConvertible {
    let eventCount: Int

    var description: String {
        eventCount == 0
            ? "no purchase lies before --truth-from-week: there is nothing to learn from"
            : "the labels, or the weeks from --truth-from-week on, hold no purchase: there is "
                + "nothing to predict"
    }
}
