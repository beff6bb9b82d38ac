internal import CovisitCore
internal import FoundationEssentials
internal import KafkaTransport
internal import Logging
internal import Operations
internal import Settings
internal import Storage
internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// Keeps the state of a daemon across its lives: the directory, what was found there, and what
/// writes to it.
struct StateKeeper {
    let engine: Engine
    let durability: Durability
    /// nil where no state is kept.
    let writer: SnapshotWriter?
    let journal: OrderJournalFile?

    /// Restores the state from a directory, as the configuration says; `isFresh`: begins with an
    /// empty one. Without a directory none is kept.
    static func open(
        _ directory: SnapshotDirectory?, _ settings: DaemonSettings, workers: Int,
        clock: BatchClock, isFresh: Bool, progress: @escaping RestoreProgressHandler,
        _ logger: Logger
    ) async throws -> StateKeeper {
        let configuration = settings.engineWithRelatedItems
        var durability = Durability()
        durability.schema = settings.schema
        durability.clock = clock
        guard let directory else {
            logger.report(.stateEmpty(cause: "snapshots.directory is not set"))
            return StateKeeper(
                engine: Engine(configuration), durability: durability, writer: nil, journal: nil)
        }
        try directory.removeUnfinished()
        let state = try await recover(
            from: directory, settings, workers: workers, isFresh: isFresh, progress: progress,
            logger)
        let journal = try OrderJournalFile(
            directory, byteCountMax: settings.snapshots.journalByteCountMax,
            isSynced: settings.snapshots.syncJournal, keepsAll: settings.snapshots.keepJournal
        ) { logger.report(.journalRested(detail: $0)) }
        let writer = SnapshotWriter(
            directory, keepCount: settings.snapshots.keepCount, journal: journal)
        durability.start = state.start
        durability.store = writer
        durability.journal = journal
        return StateKeeper(
            engine: state.engine, durability: durability, writer: writer, journal: journal)
    }

    private static func recover(
        from directory: SnapshotDirectory, _ settings: DaemonSettings, workers: Int,
        isFresh: Bool, progress: @escaping RestoreProgressHandler, _ logger: Logger
    ) async throws -> RecoveredState {
        let configuration = settings.engineWithRelatedItems
        func beginAgain(_ cause: String) throws -> RecoveredState {
            logger.report(.stateEmpty(cause: cause))
            return try directory.beginAgain(configuration)
        }
        if isFresh { return try beginAgain("a recovery policy says restart") }
        let start = ContinuousClock.now
        do {
            let state = try await directory.recover(
                configuration, workers: workers, notify: { logger.report($0.telemetry) },
                progress: progress)
            guard let snapshot = state.snapshot else {
                logger.report(.stateEmpty(cause: "there is no snapshot yet"))
                return state
            }
            guard snapshot.header.topic == settings.kafka.eventsTopic else {
                throw OtherTopic(
                    directory: directory.path.string, topic: snapshot.header.topic,
                    configured: settings.kafka.eventsTopic)
            }
            for note in snapshot.notes { logger.report(.stateMigrated(detail: note)) }
            logger.report(
                .stateRestored(
                    place: snapshot.place, events: state.engine.eventCount,
                    batches: state.start.order.count,
                    seconds: (ContinuousClock.now - start) / .seconds(1)))
            return state
        } catch let error as NoGoodGeneration where settings.snapshots.onDamage == .restart {
            return try beginAgain("\(error)")
        } catch let error as StateMismatch
            where settings.snapshots.onConfigurationChange == .restart
        {
            return try beginAgain("\(error)")
        }
    }
}

extension SnapshotSettings {
    /// The directory that is set, or the one that systemd gives the service; nil for none.
    var path: String? {
        if !directory.isEmpty { return directory }
        // Several are separated by colons; the unit names one. For a dynamic user it is a symbolic
        // link, which is not followed, so that a directory below it is used.
        let given = ProcessInfo.processInfo.environment["STATE_DIRECTORY"]
        return given?.split(separator: ":").first.map { "\($0)/state" }
    }
}

/// The state was counted from another topic.
struct OtherTopic: Error, CustomStringConvertible {
    let directory: String
    let topic: String
    let configured: String

    var description: String {
        "the snapshots in \(directory) are of topic \"\(topic)\", and kafka.topics.events is "
            + "\"\(configured)\": set it back, or give the new topic a directory of its own"
    }
}

extension RecoveryNotice {
    fileprivate var telemetry: TelemetryEvent {
        switch self {
        case .generationDamaged(let generation, let cause):
            .generationDamaged(place: generation.path.string, detail: cause)
        case .journalDamaged(let cause): .journalRested(detail: cause)
        }
    }
}
