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
    private let reload: SettingsLoader?
    private let onStatus: @Sendable (DaemonStatus) -> Void

    /// `stop` lets others than the operating system end the daemon; `reload` reads the settings
    /// anew, where they may change; `onStatus` sees the daemon's status once a second.
    init(
        _ settings: DaemonSettings, stop: StopSignal = StopSignal(),
        reload: SettingsLoader? = nil,
        onStatus: @escaping @Sendable (DaemonStatus) -> Void = { _ in }
    ) {
        self.settings = settings
        self.stop = stop
        self.reload = reload
        self.onStatus = onStatus
    }

    /// Runs until stopped; `report` is written at the end.
    ///
    /// Where the topic does not go on where the state left off, and the policy says restart, it
    /// begins once more with an empty state.
    @concurrent
    func run(report: String? = nil) async throws {
        let http = try settings.http.enabled ? HTTPOptions(settings.http) : nil
        let metrics = MetricsRegistry()
        metrics.bootstrap()
        let page = MetricsPage(metrics)
        let log = bootstrapLogging(level: settings.log.loggerLevel, format: settings.log.logFormat)
        let logger = Logger(label: "covisitd")
        let notifier = ServiceNotifier()
        let control = ServiceControl(settings, stop, reload: reload, notifier, log, logger)
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
            try await self.run(
                directory, isFresh: isFresh, plan, http, notifier, control, logger, page,
                report: report)
        }
        do {
            try await run(isFresh: false)
        } catch let error as RecoveryError where error.policy == .restart {
            logger.report(.stateEmpty(cause: "\(error)"))
            page.beginLife()
            try await run(isFresh: true)
        }
    }

    private func run(
        _ directory: SnapshotDirectory?, isFresh: Bool, _ plan: ProcessMemoryPlan,
        _ http: HTTPOptions?, _ notifier: ServiceNotifier, _ control: ServiceControl,
        _ logger: Logger, _ metrics: MetricsPage, report: String?
    ) async throws {
        var options = PipelineOptions(settings)
        options.timeOfDay = wallClockMilliseconds
        options.pace = control.pace
        let watchdog = WatchdogFeeder(notifier)
        let clock = BatchClock(wallClockMilliseconds)
        let keeper = try await StateKeeper.open(
            directory, settings, workers: options.workers, clock: clock, isFresh: isFresh,
            progress: RestoreAnnouncer(notifier).progress, logger)
        let source = try KafkaEventSource(
            settings: settings.kafka, schema: settings.schema,
            start: keeper.durability.start.partitions, clock: clock.read
        ) { logger.report($0.telemetry) }
        let sink = try KafkaRecommendationSink(
            settings: settings.kafka, daemonVersion: daemonVersion,
            notify: { logger.report($0.telemetry) }, onWait: watchdog.progress)
        let board = StatusBoard()
        let queries = QueryDesk(waitingMax: settings.http.queryCountMax)
        let live = LiveQuality.make(settings)
        let reporter = DaemonReporter(
            settings, board, source, sink, keeper.journal, plan, queries, live?.quality, stop)
        let pipeline = Pipeline(
            engine: keeper.engine, source: source, sink: sink, durability: keeper.durability,
            options: options, status: board, queries: queries,
            notify: { logger.report($0.telemetry) },
            heartbeat: watchdog.progress, observe: live?.observe ?? { _ in })

        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await announce(reporter, notifier, control) }
            group.addTask { await control.run() }
            if let writer = keeper.writer { group.addTask { await writer.run() } }
            if let http {
                group.addTask { try await serve(reporter, http, metrics, logger) }
            }
            let stop = stop
            let ending: Result<Void, any Error>
            do {
                ending = .success(try await pipeline.run(isStopping: { stop.isStopping }))
            } catch {
                ending = .failure(error)
            }
            keeper.writer?.finish()
            // The deadline of `control` holds for closing too.
            await sink.close()
            await source.close()
            group.cancelAll()
            try ending.get()
        }
        let seconds = (ContinuousClock.now - reporter.start) / .seconds(1)
        logger.report(.daemonStopped(events: board.current.events, uptimeSeconds: seconds))
        if let report {
            try RunReport(
                keeper.engine, board.current, plan, live?.quality.status, seconds: seconds
            ).write(to: report)
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

    /// Tells the service manager, once a second, how things are; READY once it consumes, or would.
    private func announce(
        _ reporter: DaemonReporter, _ notifier: ServiceNotifier, _ control: ServiceControl
    ) async {
        while !Task.isCancelled {
            let status = await reporter.status()
            let isReady = status.phase == .consuming || status.phase == .standby
            if isReady, control.becomeReady() {
                notifier.ready(status: status.line)
            } else {
                notifier.status(status.line)
            }
            onStatus(status)
            // A cancelled sleep ends at once, and with it the loop.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func serve(
        _ reporter: DaemonReporter, _ options: HTTPOptions, _ metrics: MetricsPage,
        _ logger: Logger
    ) async throws {
        let server = OperationsServer(
            options, schema: settings.schema, queries: reporter.queries,
            traffic: reporter.traffic, status: reporter.status,
            metrics: { metrics.text(await reporter.figures()) }
        ) { port in
            logger.report(.serverListening(host: options.host, port: port))
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
