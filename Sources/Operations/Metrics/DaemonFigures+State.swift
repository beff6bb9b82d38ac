internal import StreamPipeline

extension DaemonFigures {
    var stateFamilies: [MetricFamily] {
        [
            .gauge("covisitd_state_sessions", "Sessions held.", status.sessions),
            .gauge("covisitd_state_items", "Items held.", status.items),
            .gauge(
                "covisitd_state_events", "Events that the state is made of.", status.stateEvents),
            .gauge("covisitd_state_bytes", "Memory of the state.", status.stateBytes),
            .gauge(
                "covisitd_limit_max", "A bound of the configuration.", by: "limit",
                limits.map { ($0.name, Double($0.max)) }),
            .gauge(
                "covisitd_limit_used", "What of the bound is in use.", by: "limit",
                limits.map { ($0.name, Double($0.used)) }),
            .counter(
                "covisitd_evictions_total",
                "What left the state: sessions idle for too long, and sessions and items that had "
                    + "to go because the bound was reached.",
                by: "kind",
                [
                    ("session_idle", status.sessionsExpired),
                    ("session_limit", status.limits.sessions.dropped),
                    ("item_limit", status.limits.items.dropped),
                ]),
            .counter(
                "covisitd_sessions_restarted_total",
                "Sessions begun anew, because they were idle for too long.",
                status.sessionsRestarted),
            .counter(
                "covisitd_pair_updates_total", "Weights added to neighbours.", status.pairUpdates),
            .counter(
                "covisitd_neighbours_admitted_total",
                "Neighbours that met a full row and took the place of a lighter one.",
                status.neighboursAdmitted),
            .counter(
                "covisitd_neighbours_refused_total",
                "Neighbours that met a full row and were not taken in.",
                status.neighboursRefused),
            .gauge(
                "covisitd_memory_plan_bytes",
                "What the process takes with every bound reached, ids being integers.",
                status.memory.planBytes),
            .gauge(
                "covisitd_memory_plan_string_bytes",
                "The same, all ids being strings of the greatest length.",
                status.memory.planStringBytes),
            .gauge(
                "covisitd_memory_limit_bytes",
                "What the process may take: the least of the machine's memory and its control "
                    + "groups' memory.max.",
                process.memoryLimitBytes.map { Double($0) }),
        ]
    }

    private var limits: [(name: String, used: Int, max: Int)] {
        let entries = [
            ("sessions", status.limits.sessions.used, status.limits.sessions.max),
            ("items", status.limits.items.used, status.limits.items.max),
        ]
        guard let snapshots = status.snapshots else { return entries }
        return entries + [("journal_bytes", snapshots.journalBytes, journalBytesMax)]
    }

    /// Empty series where no state is kept: there is nothing to be late with.
    var snapshotFamilies: [MetricFamily] {
        let last = pipeline.snapshots.last
        return [
            .counter(
                "covisitd_snapshots_written_total", "Snapshots that became durable.",
                pipeline.snapshots.writtenCount),
            .counter(
                "covisitd_snapshot_failures_total", "Snapshots that failed or were given up.",
                pipeline.snapshots.failedCount),
            .gauge(
                "covisitd_snapshot_age_seconds",
                "Since the newest snapshot became durable; before the first one of this process, "
                    + "since it began.",
                status.snapshots.map { $0.ageSeconds ?? status.uptimeSeconds }),
            .gauge(
                "covisitd_snapshot_interval_seconds", "snapshots.interval of the configuration.",
                status.snapshots.map { _ in snapshotIntervalSeconds }),
            .gauge(
                "covisitd_snapshot_duration_seconds",
                "From the beginning of the newest snapshot until it was durable.",
                last?.seconds),
            .gauge(
                "covisitd_snapshot_bytes", "Size of the newest snapshot.",
                last.map { Double($0.byteCount) }),
            .histogram(
                "covisitd_snapshot_pause_seconds",
                "What a batch, or an idle poll, gave to a snapshot under way.",
                pipeline.snapshotPauseSeconds),
            .gauge(
                "covisitd_journal_bytes", "Size of the order journal.",
                status.snapshots.map { Double($0.journalBytes) }),
            .gauge(
                "covisitd_journal_resting",
                "1 while the order of batches is not recorded; 0 otherwise.",
                status.snapshots.map { $0.journalResting == nil ? 0 : 1 }),
        ]
    }
}
