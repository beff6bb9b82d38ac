internal import CovisitCore
internal import KafkaTransport
internal import Operations
internal import Settings
internal import Storage
internal import StreamPipeline

/// Puts together what the parts of the running daemon know of themselves.
struct DaemonReporter: Sendable {
    let settings: DaemonSettings
    let board: StatusBoard
    let source: KafkaEventSource
    let sink: KafkaRecommendationSink
    /// nil where no state is kept.
    let journal: OrderJournalFile?
    let plan: ProcessMemoryPlan
    let queries: QueryDesk
    let traffic = HTTPTraffic()
    /// nil where it is not measured.
    let quality: LiveQuality?
    let stop: StopSignal
    let start = ContinuousClock.now
    private let rate = RateMeter()

    init(
        _ settings: DaemonSettings, _ board: StatusBoard, _ source: KafkaEventSource,
        _ sink: KafkaRecommendationSink, _ journal: OrderJournalFile?,
        _ plan: ProcessMemoryPlan, _ queries: QueryDesk, _ quality: LiveQuality?,
        _ stop: StopSignal
    ) {
        self.settings = settings
        self.board = board
        self.source = source
        self.sink = sink
        self.journal = journal
        self.plan = plan
        self.quality = quality
        self.queries = queries
        self.stop = stop
    }

    func status() async -> DaemonStatus {
        let pipeline = board.current
        let kafka = await source.status()
        // Asking serves the producer, too: its events must not pile up while nothing is published.
        let output = await sink.status()
        var status = DaemonStatus(
            pipeline, sessionsMax: settings.engine.sessionsMax, itemsMax: settings.engine.itemsMax)
        status.version = daemonVersion
        status.librdkafkaVersion = librdkafkaVersion()
        status.uptimeSeconds = (ContinuousClock.now - start) / .seconds(1)
        status.eventsPerSecond = rate.perSecond(total: pipeline.events)
        status.phase = phase(kafka, pipeline)
        if status.phase == .waiting {
            status.reason = kafka.isConnected ? "no partitions yet" : "Kafka does not answer"
        }
        if settings.kafka.deadLetterTopic != nil {
            status.deadLetters = pipeline.rejectedCount - output.deadLettersDroppedCount
        }
        status.memory = DaemonStatus.Memory(
            residentBytes: ProcessMemory.resident, planBytes: plan.total,
            planStringBytes: plan.totalWithStrings)
        status.snapshots = journal.map { snapshots(pipeline.snapshots, $0.status) }
        status.quality = quality?.status
        status.http = traffic.status
        status.http.queriesWaiting = queries.waitingCount
        status.partitions = kafka.partitions.map { partition in
            DaemonStatus.Partition(
                partition: partition.partition, nextOffset: partition.nextOffset ?? 0,
                lagRecords: partition.lag,
                lagSeconds: lagSeconds(partition.lag, status.eventsPerSecond))
        }
        return status
    }

    private func snapshots(
        _ snapshots: SnapshotStatus, _ journal: JournalStatus
    ) -> DaemonStatus.Snapshots {
        var status = DaemonStatus.Snapshots()
        status.written = snapshots.writtenCount
        status.failed = snapshots.failedCount
        status.isWriting = snapshots.isWriting
        status.ageSeconds = snapshots.lastDurable.map { (ContinuousClock.now - $0) / .seconds(1) }
        status.bytes = snapshots.last?.byteCount
        status.failure = snapshots.failure
        status.journalBytes = journal.byteCount
        status.journalResting = journal.restingBecause
        return status
    }

    private func phase(
        _ kafka: KafkaSourceStatus, _ pipeline: PipelineStatus
    ) -> DaemonStatus.Phase {
        if stop.isStopping { return .stopping }
        if !kafka.partitions.isEmpty && kafka.isConnected { return .consuming }
        let isAssigned = kafka.assignmentCount > kafka.revocationCount
        if isAssigned && kafka.isConnected { return .standby }
        return pipeline.isConsuming ? .waiting : .starting
    }

    /// How long catching up takes at the present rate.
    private func lagSeconds(_ lag: Int64?, _ eventsPerSecond: Double) -> Double? {
        guard let lag else { return nil }
        if lag == 0 { return 0 }
        return eventsPerSecond > 0 ? Double(lag) / eventsPerSecond : nil
    }
}
