internal import Glibc
internal import KafkaTransport
internal import Logging
internal import Operations
internal import Settings
internal import Storage
internal import StreamPipeline
internal import SystemPackage

/// The composition root: everything that `run` runs, put together in one place.
struct Daemon: Sendable {
    private let settings: DaemonSettings
    private let stop: StopSignal
    private let onStatus: @Sendable (DaemonStatus) -> Void

    /// `stop` lets others than the operating system end the daemon; `onStatus` sees its status
    /// once a second.
    init(
        _ settings: DaemonSettings, stop: StopSignal = StopSignal(),
        onStatus: @escaping @Sendable (DaemonStatus) -> Void = { _ in }
    ) {
        self.settings = settings
        self.stop = stop
        self.onStatus = onStatus
    }

    /// Runs until stopped; `report` is written at the end.
    ///
    /// Where the topic does not go on where the state left off, and the policy says restart, it
    /// begins once more with an empty state.
    @concurrent
    func run(report: String? = nil) async throws {
        let logger = makeLogger(settings.log)
        let notifier = ServiceNotifier()
        logger.report(
            .daemonStarted(
                version: daemonVersion, librdkafkaVersion: librdkafkaVersion(),
                workers: PipelineOptions(settings).workers))
        for exposure in settings.kafka.exposures {
            logger.report(.connectionExposed(detail: exposure))
        }
        let plan = ProcessMemoryPlan(settings, settings.engineWithRelatedItems, isLive: true)
        announce(plan, logger)
        // Held until the end, over both beginnings: nobody else gets between them.
        let directory = try settings.snapshots.path.map { try SnapshotDirectory(FilePath($0)) }
        func run(isFresh: Bool) async throws {
            try await self.run(directory, isFresh: isFresh, plan, notifier, logger, report: report)
        }
        do {
            try await run(isFresh: false)
        } catch let error as RecoveryError where error.policy == .restart {
            logger.report(.stateEmpty(cause: "\(error)"))
            try await run(isFresh: true)
        }
    }

    private func run(
        _ directory: SnapshotDirectory?, isFresh: Bool, _ plan: ProcessMemoryPlan,
        _ notifier: ServiceNotifier, _ logger: Logger, report: String?
    ) async throws {
        let options = PipelineOptions(settings)
        let watchdog = WatchdogFeeder(notifier)
        let clock = BatchClock(wallClockMilliseconds)
        let keeper = try await StateKeeper.open(
            directory, settings, workers: options.workers, clock: clock, isFresh: isFresh, logger)
        let source = try KafkaEventSource(
            settings: settings.kafka, schema: settings.schema,
            start: keeper.durability.start.partitions, clock: clock.read
        ) { logger.report($0.telemetry) }
        let sink = try KafkaRecommendationSink(
            settings: settings.kafka, daemonVersion: daemonVersion,
            notify: { logger.report($0.telemetry) }, onWait: watchdog.progress)
        let board = StatusBoard()
        let reporter = DaemonReporter(settings, board, source, sink, keeper.journal, plan, stop)
        let pipeline = Pipeline(
            engine: keeper.engine, source: source, sink: sink, durability: keeper.durability,
            options: options, status: board, notify: { logger.report($0.telemetry) },
            heartbeat: watchdog.progress)

        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await announce(reporter, notifier) }
            group.addTask { await endOnSignal(notifier, logger) }
            if let writer = keeper.writer { group.addTask { await writer.run() } }
            if settings.http.enabled { group.addTask { try await serve(reporter, logger) } }
            let stop = stop
            let ending: Result<Void, any Error>
            do {
                ending = .success(try await pipeline.run(isStopping: { stop.isStopping }))
            } catch {
                ending = .failure(error)
            }
            keeper.writer?.finish()
            // The deadline of `endOnSignal` holds for closing too.
            await sink.close()
            await source.close()
            group.cancelAll()
            try ending.get()
        }
        let seconds = (ContinuousClock.now - reporter.start) / .seconds(1)
        logger.report(.daemonStopped(events: board.current.events, uptimeSeconds: seconds))
        if let report {
            try RunReport(keeper.engine, board.current, plan, seconds: seconds).write(to: report)
        }
    }

    private func announce(_ plan: ProcessMemoryPlan, _ logger: Logger) {
        logger.report(
            .memoryPlanned(
                bytes: plan.total, bytesWithStrings: plan.totalWithStrings, detail: plan.summary))
        let machine = ProcessMemory.ofMachine
        if plan.total > machine {
            logger.report(.memoryShort(plannedBytes: plan.total, machineBytes: machine))
        }
    }

    /// Tells the service manager, once a second, how things are; READY once it consumes.
    private func announce(_ reporter: DaemonReporter, _ notifier: ServiceNotifier) async {
        var isReady = false
        while !Task.isCancelled {
            let status = await reporter.status()
            if !isReady, status.phase == .consuming {
                isReady = true
                notifier.ready(status: status.line)
            } else {
                notifier.status(status.line)
            }
            onStatus(status)
            // A cancelled sleep ends at once, and with it the loop.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Asks the loop to stop when a signal comes; ends the process when that takes too long.
    private func endOnSignal(_ notifier: ServiceNotifier, _ logger: Logger) async {
        guard let cause = await stop.waitForSignal() else { return }
        logger.report(.daemonStopping(cause: cause))
        notifier.stopping()
        // A deadline; it is cancelled when the loop has ended in time.
        guard (try? await Task.sleep(for: settings.stopTimeout)) != nil else { return }
        writeError(
            "covisitd: not everything was delivered within stop_timeout "
                + "(\(settings.stopTimeout)); it will be computed again after the next start")
        _exit(ExitStatus.temporaryFailure.rawValue)
    }

    private func serve(_ reporter: DaemonReporter, _ logger: Logger) async throws {
        let host = settings.http.host
        let server = OperationsServer(
            host: host, port: settings.http.port, status: reporter.status
        ) { port in
            logger.report(.serverListening(host: host, port: port))
        }
        do {
            try await server.run()
        } catch {
            // The loop ends in good order; then the error comes out.
            stop.request()
            throw error
        }
    }
}

/// Sets logging up as the configuration says; once in a process.
private func makeLogger(_ settings: LogSettings) -> Logger {
    bootstrapLogging(
        level: Logger.Level(rawValue: settings.level.rawValue) ?? .info,
        format: LogFormat(rawValue: settings.format.rawValue) ?? .auto)
    return Logger(label: "covisitd")
}
