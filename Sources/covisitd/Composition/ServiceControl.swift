internal import Glibc
internal import Logging
internal import Operations
internal import Settings
internal import StreamPipeline
internal import Synchronization
internal import UnixSignals

/// Reads and checks the settings as at a start.
typealias SettingsLoader = @Sendable () throws -> DaemonSettings

/// What the daemon does when it is sent a signal.
///
/// starting → ready (it consumes) → reloading (SIGHUP) → ready ... → stopping (SIGTERM, SIGINT).
/// SIGUSR1 switches debug messages on and off. One signal at a time; the loop goes on meanwhile.
final class ServiceControl: Sendable {
    /// How often snapshots are written, as it is configured now.
    let pace: CheckpointPace

    private let settings: Mutex<RunningSettings>
    private let stop: StopSignal
    private let reload: SettingsLoader?
    private let notifier: ServiceNotifier
    private let log: LogControl
    private let logger: Logger
    private let isReady = Atomic(false)

    init(
        _ settings: DaemonSettings, _ stop: StopSignal, reload: SettingsLoader?,
        _ notifier: ServiceNotifier, _ log: LogControl, _ logger: Logger
    ) {
        self.settings = Mutex(RunningSettings(settings))
        self.stop = stop
        self.reload = reload
        self.notifier = notifier
        self.log = log
        self.logger = logger
        pace = CheckpointPace(PipelineOptions(settings).checkpoints)
        // Until `run` looks after them they must not end the process.
        for signal in trapped where signal != .sigterm && signal != .sigint {
            Glibc.signal(signal.rawValue, SIG_IGN)
        }
    }

    /// Whether this is the first time that the daemon has what it is going to consume.
    func becomeReady() -> Bool { !isReady.exchange(true, ordering: .relaxed) }

    /// Follows signals until it is told to stop; ends the process when stopping takes too long.
    func run() async {
        for await signal in await UnixSignalsSequence(trapping: trapped) {
            switch signal {
            case .sighup: readAnew()
            case .sigusr1: logger.report(.logLevelChanged(level: log.toggleDebug().rawValue))
            default: return await endBefore(settings.withLock { $0.current.stopTimeout }, signal)
            }
        }
    }

    /// Without settings to read again, SIGHUP ends the process as it always does.
    private var trapped: [UnixSignal] {
        [.sigterm, .sigint, .sigusr1] + (reload == nil ? [] : [.sighup])
    }

    private func readAnew() {
        guard let reload else { return }
        // To the service manager a daemon that has not started cannot be reloading.
        let isReady = isReady.load(ordering: .relaxed)
        if isReady { notifier.reloading() }
        let (outcome, settings) = settings.withLock { settings in
            (settings.reload(reload), settings.current)
        }
        switch outcome {
        case .refused(let cause): logger.report(.configurationRefused(cause: cause))
        case .taken(let reload): take(reload, settings)
        }
        if isReady { notifier.ready() }
    }

    private func take(_ reload: SettingsReload, _ settings: DaemonSettings) {
        log.configure(level: settings.log.loggerLevel, format: settings.log.logFormat)
        pace.change(
            interval: settings.snapshots.interval, eventsMax: settings.snapshots.eventsMax)
        logger.report(.configurationReloaded(changes: reload.taken.map(\.description)))
        if !reload.waiting.isEmpty {
            logger.report(.restartNeeded(keys: reload.waiting.map(\.key)))
        }
    }

    /// Asks the loop to stop, and ends the process when that takes longer than `timeout`.
    private func endBefore(_ timeout: Duration, _ signal: UnixSignal) async {
        stop.request()
        logger.report(.daemonStopping(cause: "\(signal)"))
        notifier.stopping()
        // A deadline; it is cancelled when the loop has ended in time.
        guard (try? await Task.sleep(for: timeout)) != nil else { return }
        writeError(
            "covisitd: not everything was delivered within stop_timeout "
                + "(\(timeout)); it will be computed again after the next start")
        _exit(ExitStatus.temporaryFailure.rawValue)
    }
}

extension LogSettings {
    var loggerLevel: Logger.Level { Logger.Level(rawValue: level.rawValue) ?? .info }
    var logFormat: LogFormat { LogFormat(rawValue: format.rawValue) ?? .auto }
}
