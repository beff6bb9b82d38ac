package import Logging
package import WireFormats

/// What happens in the daemon that its operator may want to know.
///
/// Level, message and fields of each case are in `TelemetryEvent+Entry.swift`. Messages do not
/// vary, but for names from small fixed sets: they are what the rate limit goes by. Payloads stay
/// out altogether; a rejected record is to be looked up by its position.
package enum TelemetryEvent: Sendable, Equatable {
    case daemonStarted(version: String, librdkafkaVersion: String, workers: Int)
    /// What the process takes at most; `detail` says what for.
    case memoryPlanned(bytes: Int, bytesWithStrings: Int, detail: String)
    /// The plan is for more than the machine has.
    case memoryShort(plannedBytes: Int, machineBytes: Int)
    case daemonStopping(cause: String)
    case daemonStopped(events: Int, uptimeSeconds: Double)
    case serverListening(host: String, port: Int)

    /// The configuration was read anew; `changes` hold from now on.
    case configurationReloaded(changes: [String])
    /// It was wrong: the one before holds.
    case configurationRefused(cause: String)
    /// Keys that differ from what is in force, and cannot change in a daemon that runs.
    case restartNeeded(keys: [String])
    case logLevelChanged(level: String)

    /// Reading begins or goes on at these offsets.
    case sourceAssigned([Int32: Int64])
    case sourceRevoked([Int32], isLost: Bool)
    case eventRejected(RejectReason, partition: Int32, offset: Int64)
    case commitFailed(name: String, detail: String)

    /// A generation was loaded; `batches` follow it in the order journal.
    case stateRestored(place: String, events: Int, batches: Int, seconds: Double)
    /// There is no snapshot, or the policy says to do without.
    case stateEmpty(cause: String)
    /// A generation cannot be used; the one before is tried.
    case generationDamaged(place: String, detail: String)
    /// The state was taken over by a configuration that differs.
    case stateMigrated(detail: String)
    case snapshotWritten(place: String, bytes: Int, seconds: Double)
    case snapshotFailed(detail: String)
    /// The order of batches is not recorded for the time being.
    case journalRested(detail: String)
    case orderRepeating(batches: Int)
    case orderRepeated
    case orderAbandoned(partition: Int32, batches: Int)
    case orderUnfinished(batches: Int)

    /// The output takes nothing; the intake waits.
    case sinkStalled(outstanding: Int)
    case sinkRecovered(stalledSeconds: Double)
    case deliveryRetried(name: String, detail: String)
    case deadLetterDropped(name: String, detail: String)
    case producerReplaced(name: String, detail: String, records: Int)
    case closeAbandoned(undelivered: Int)

    /// What goes to the brokers can be read or changed on the way.
    case connectionExposed(detail: String)
    case kafkaErrorReported(name: String, detail: String, isFatal: Bool)
    /// A line of librdkafka's own log; `severity` as in syslog, 0 to 7.
    case kafkaClientLogged(severity: Int, facility: String, detail: String)
}

extension Logger {
    /// Logs it and counts it.
    package func report(_ event: TelemetryEvent) {
        event.count()
        let entry = event.entry
        var metadata = entry.metadata
        metadata["event"] = .string(entry.name)
        log(level: entry.level, "\(entry.message)", metadata: metadata)
    }
}
