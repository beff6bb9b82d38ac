internal import CovisitCore

/// Every key of the configuration. To add one: a line here or in `matrixKeys`, a place in
/// `DaemonSettings`, and its lines in `config.yaml`; a test compares all three.
enum SettingsSchema {
    static let keys =
        inputKeys + stateKeys + rankingKeys + snapshotKeys + qualityKeys + outputKeys + httpKeys
        + processKeys

    static let day = 86_400_000
    static let years = 3_650 * day

    private static let outputKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "output.include_scores", .boolean, \.settings.output.includeScores,
            "Whether a list's scores stand beside it."),
        SettingKey(
            "output.related_items_enabled", .boolean, \.settings.output.relatedItemsEnabled,
            "Whether related items are published at all."),
        SettingKey(
            "output.related_items_interval", .duration(1_000...day),
            \.settings.output.relatedItemsInterval,
            "An item's related items are published at most once in this span of event time."),
        SettingKey(
            "workers", .integer(0...256), \.settings.workers,
            "Threads of the engine; 0: one for each core."),
    ]

    private static let processKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "log.level", .choice(LogSettings.Level.allCases.map(\.rawValue)),
            \.settings.log.level, "Least severe messages that are logged."
        ).reloadable(),
        SettingKey(
            "log.format", .choice(LogSettings.Format.allCases.map(\.rawValue)),
            \.settings.log.format, "auto: text on a terminal, fields in the journal, else JSON."
        ).reloadable(),
        SettingKey(
            "stop_timeout", .duration(1_000...600_000), \.settings.stopTimeout,
            "How long an orderly stop may take."
        ).reloadable(),
    ]
}
