internal import CovisitCore

/// Every key of the configuration. To add one: a line here or in `matrixKeys`, a place in
/// `DaemonSettings`, and its lines in `config.yaml`; a test compares all three.
enum SettingsSchema {
    static let keys = inputKeys + stateKeys + rankingKeys + snapshotKeys + serviceKeys

    static let day = 86_400_000
    static let years = 3_650 * day

    private static let serviceKeys: [SettingKey<SettingsDraft>] = [
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
        SettingKey(
            "http.enabled", .boolean, \.settings.http.enabled,
            "Whether /healthz and /status are served."),
        SettingKey(
            "http.host", .choice(["127.0.0.1", "::1", "localhost"]), \.settings.http.host,
            "Address to listen at; loopback only."),
        SettingKey(
            "http.port", .integer(0...65_535), \.settings.http.port,
            "Port to listen at; 0: any free one."),
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
