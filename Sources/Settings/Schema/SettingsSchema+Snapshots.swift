internal import KafkaTransport

extension SettingsSchema {
    /// How the state is kept, and what to do when it cannot simply go on.
    static let snapshotKeys = writingKeys + recoveryKeys

    private static let writingKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "snapshots.directory", .text(.name(byteCountMax: 1_024, orEmpty: true)),
            \.settings.snapshots.directory,
            "Directory of the snapshots; empty: $STATE_DIRECTORY of systemd, else none are written."
        ),
        SettingKey(
            "snapshots.interval", .duration(100...day), \.settings.snapshots.interval,
            "A snapshot begins this long after the one before."
        ).reloadable(),
        SettingKey(
            "snapshots.max_events", .integer(1...1_000_000_000),
            \.settings.snapshots.eventsMax, "Or after so many events, whichever comes first."
        ).reloadable(),
        SettingKey(
            "snapshots.keep", .integer(1...1_000), \.settings.snapshots.keepCount,
            "Generations that stay; the newest that can be read is used."),
        SettingKey(
            "snapshots.memory_bytes", .bytes((1 << 20)...(1 << 40)),
            \.settings.snapshots.memoryByteCountMax,
            "Bytes that a snapshot under way may put aside; beyond, it is given up."),
        SettingKey(
            "snapshots.journal_bytes", .bytes((64 << 10)...(64 << 30)),
            \.settings.snapshots.journalByteCountMax,
            "Bytes of the order journal; beyond, the order is not recorded until a snapshot."),
        SettingKey(
            "snapshots.sync_journal", .boolean, \.settings.snapshots.syncJournal,
            "Whether the order of a batch is on the disk before the batch counts."),
        SettingKey(
            "snapshots.keep_journal", .boolean, \.settings.snapshots.keepJournal,
            "Whether the order journal stays when no snapshot needs it any more."),
    ]

    private static let policies = SettingKind.choice(RecoveryPolicy.allCases.map(\.rawValue))
    private static let refuseOrRestart = SettingKind.choice(["refuse", "restart"])

    private static let recoveryKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "recovery.retention_overtook", policies,
            \.settings.kafka.recovery.retentionOvertook,
            "The topic has removed records that were not read."),
        SettingKey(
            "recovery.offset_past_end", policies, \.settings.kafka.recovery.offsetPastEnd,
            "The topic ends before records that were counted."),
        SettingKey(
            "recovery.topic_recreated", policies, \.settings.kafka.recovery.topicRecreated,
            "The topic holds other records than those that were counted."),
        SettingKey(
            "recovery.partitions_added", policies, \.settings.kafka.recovery.partitionsAdded,
            "The topic has partitions that it had not when the snapshot was written."),
        SettingKey(
            "recovery.configuration_changed", refuseOrRestart,
            \.settings.snapshots.onConfigurationChange,
            "The state was counted by rules that are others now."),
        SettingKey(
            "recovery.damaged", refuseOrRestart, \.settings.snapshots.onDamage,
            "No generation of the snapshots can be read."),
    ]
}
