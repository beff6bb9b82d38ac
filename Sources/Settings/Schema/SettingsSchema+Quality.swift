extension SettingsSchema {
    /// How the daemon scores itself.
    static let qualityKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "live_quality.enabled", .boolean, \.settings.liveQuality.enabled,
            "Whether every event is held against what was last recommended to its session."),
        SettingKey(
            "live_quality.share", .number(0.001...1), \.settings.liveQuality.share,
            "Share of the sessions that are watched, by a hash of their ids."),
        SettingKey(
            "live_quality.sessions_max", .integer(64...100_000_000),
            \.settings.liveQuality.sessionsMax,
            "Sessions whose lists are remembered; above that one leaves that was idle for long."),
        SettingKey(
            "live_quality.windows", .texts(.duration(60_000...30 * day)),
            "Spans of event time that recall is told for, besides all since the start.",
            read: { draft in
                .list(draft.settings.liveQuality.windows.map(\.text))
            },
            write: { draft, value in
                let spans = Set([String](setting: value).compactMap(DurationText.milliseconds))
                draft.settings.liveQuality.windows = spans.sorted().map { .milliseconds($0) }
            }),
    ]
}
