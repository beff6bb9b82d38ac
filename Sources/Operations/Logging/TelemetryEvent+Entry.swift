internal import Logging
internal import WireFormats

extension TelemetryEvent {
    /// An event as it is logged; `name` is stable, for those who filter by it.
    struct Entry {
        var name: String
        var level: Logger.Level
        var message: String
        var metadata: Logger.Metadata

        init(
            _ name: String, _ level: Logger.Level, _ message: String,
            _ metadata: Logger.Metadata = [:]
        ) {
            self.name = name
            self.level = level
            self.message = message
            self.metadata = metadata
        }
    }

    var entry: Entry {
        switch self {
        case .daemonStarted(let version, let librdkafkaVersion, let workers):
            Entry(
                "daemon_started", .notice, "daemon started",
                [
                    "version": .string(version), "librdkafka": .string(librdkafkaVersion),
                    "workers": number(workers),
                ])
        case .memoryPlanned(let bytes, let bytesWithStrings, let detail):
            Entry(
                "memory_planned", .info, "memory planned",
                [
                    "bytes": number(bytes), "bytes_with_strings": number(bytesWithStrings),
                    "detail": .string(detail),
                ])
        case .memoryShort(let plannedBytes, let machineBytes):
            Entry(
                "memory_short", .warning,
                "the bounds allow for more memory than the machine has; lower items.max or "
                    + "matrices.*.neighbours",
                ["planned_bytes": number(plannedBytes), "machine_bytes": number(machineBytes)])
        case .daemonStopping(let cause):
            Entry("daemon_stopping", .notice, "daemon stopping", ["cause": .string(cause)])
        case .daemonStopped(let events, let uptimeSeconds):
            Entry(
                "daemon_stopped", .notice, "daemon stopped",
                ["events": number(events), "uptime_seconds": .stringConvertible(uptimeSeconds)])
        case .serverListening(let host, let port):
            Entry(
                "server_listening", .info, "serving HTTP",
                ["host": .string(host), "port": number(port)])

        case .configurationReloaded(let changes):
            Entry(
                "configuration_reloaded", .notice, "configuration reloaded",
                [
                    "count": number(changes.count),
                    "changes": .string(changes.joined(separator: "; ")),
                ])
        case .configurationRefused(let cause):
            Entry(
                "configuration_refused", .error,
                "configuration not reloaded: it is wrong, and nothing has changed",
                ["cause": .string(cause)])
        case .restartNeeded(let keys):
            Entry(
                "restart_needed", .warning, "changes that need a restart",
                ["count": number(keys.count), "keys": .string(keys.joined(separator: ", "))])
        case .logLevelChanged(let level):
            Entry("log_level_changed", .notice, "log level changed", ["now": .string(level)])

        case .sourceAssigned(let offsets):
            Entry(
                "source_assigned", .info, "partitions assigned",
                ["count": number(offsets.count), "offsets": .string(list(offsets))])
        case .sourceRevoked(let partitions, let isLost):
            Entry(
                "source_revoked", isLost ? .warning : .info,
                isLost ? "partitions lost" : "partitions revoked",
                ["count": number(partitions.count), "partitions": .string(list(partitions))])
        case .eventRejected(let reason, let partition, let offset):
            Entry(
                "event_rejected", .warning, "event rejected: \(reason.rawValue)",
                [
                    "reason": .string(reason.rawValue), "partition": number(partition),
                    "offset": number(offset),
                ])
        case .commitFailed(let name, let detail):
            Entry("commit_failed", .warning, "offset commit failed", error(name, detail))

        case .stateRestored(let place, let events, let batches, let seconds):
            Entry(
                "state_restored", .notice, "state restored",
                [
                    "snapshot": .string(place), "events": number(events),
                    "batches": number(batches), "seconds": .stringConvertible(seconds),
                ])
        case .stateEmpty(let cause):
            Entry(
                "state_empty", .notice, "beginning with an empty state", ["cause": .string(cause)])
        case .generationDamaged(let place, let detail):
            Entry(
                "generation_damaged", .critical, "snapshot damaged, trying the one before",
                ["snapshot": .string(place), "detail": .string(detail)])
        case .stateMigrated(let detail):
            Entry(
                "state_migrated", .notice, "state taken over by another configuration",
                ["detail": .string(detail)])
        case .snapshotWritten(let place, let bytes, let seconds):
            Entry(
                "snapshot_written", .info, "snapshot written",
                [
                    "snapshot": .string(place), "bytes": number(bytes),
                    "seconds": .stringConvertible(seconds),
                ])
        case .snapshotFailed(let detail):
            Entry("snapshot_failed", .error, "snapshot failed", ["detail": .string(detail)])
        case .journalRested(let detail):
            Entry(
                "journal_rested", .error, "order of batches not recorded until the next snapshot",
                ["detail": .string(detail)])
        case .orderRepeating(let batches):
            Entry(
                "order_repeating", .notice, "repeating batches in their order",
                ["batches": number(batches)])
        case .orderRepeated:
            Entry("order_repeated", .notice, "order repeated to its end")
        case .orderAbandoned(let partition, let batches):
            Entry(
                "order_abandoned", .error, "order not repeated: a partition is not ours any more",
                ["partition": number(partition), "batches": number(batches)])
        case .orderUnfinished(let batches):
            Entry(
                "order_unfinished", .error,
                "order not repeated: the input ended before the journal",
                ["batches": number(batches)])

        case .sinkStalled(let outstanding):
            Entry(
                "sink_stalled", .warning, "output stalled, intake waits",
                ["outstanding": number(outstanding)])
        case .sinkRecovered(let stalledSeconds):
            Entry(
                "sink_recovered", .notice, "output recovered",
                ["stalled_seconds": .stringConvertible(stalledSeconds)])
        case .deliveryRetried(let name, let detail):
            Entry("delivery_retried", .warning, "delivery retried", error(name, detail))
        case .deadLetterDropped(let name, let detail):
            Entry("dead_letter_dropped", .error, "dead letter dropped", error(name, detail))
        case .producerReplaced(let name, let detail, let records):
            Entry(
                "producer_replaced", .error, "producer replaced",
                error(name, detail).merging(["records": number(records)]) { $1 })
        case .closeAbandoned(let undelivered):
            Entry(
                "close_abandoned", .error, "closed with records undelivered",
                ["undelivered": number(undelivered)])

        case .connectionExposed(let detail):
            Entry(
                "connection_exposed", .warning, "connection to the brokers is not protected",
                ["detail": .string(detail)])
        case .kafkaErrorReported(let name, let detail, let isFatal):
            Entry(
                "kafka_error_reported", isFatal ? .critical : .warning, "Kafka error: \(name)",
                error(name, detail))
        case .kafkaClientLogged(let severity, let facility, let detail):
            Entry(
                "kafka_client_logged", level(severity), "librdkafka: \(facility)",
                ["facility": .string(facility), "detail": .string(detail)])
        }
    }
}

private func error(_ name: String, _ detail: String) -> Logger.Metadata {
    ["error": .string(name), "detail": .string(detail)]
}

private func number(_ value: some BinaryInteger & Sendable) -> Logger.MetadataValue {
    .stringConvertible(value)
}

private func list(_ partitions: [Int32]) -> String {
    partitions.sorted().map(String.init).joined(separator: ",")
}

private func list(_ offsets: [Int32: Int64]) -> String {
    offsets.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
}

/// A severity of syslog(3).
private func level(_ severity: Int) -> Logger.Level {
    switch severity {
    case ...2: .critical
    case 3: .error
    case 4: .warning
    case 5: .notice
    case 6: .info
    default: .debug
    }
}
