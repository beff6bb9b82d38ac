/// Keys of what is served over HTTP, and to whom.
extension SettingsSchema {
    static let httpKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "enabled", .boolean, \.enabled, "Whether anything is served over HTTP."),
        SettingKey(
            "host", .text(.host), \.host,
            "Address to listen at; one that others can reach needs a token, or insecure."),
        SettingKey(
            "port", .integer(0...65_535), \.port, "Port to listen at; 0: any free one."),
        SettingKey(
            "token", .secret(.token), \.token,
            "What Authorization: Bearer must say, but for /healthz and /readyz."),
        SettingKey(
            "token_file", .text(.path), \.tokenFile,
            "A file that holds the token, where http.token is not set."),
        SettingKey(
            "insecure", .boolean, \.isInsecure,
            "Whether an address that others can reach may do without a token."),
        SettingKey(
            "max_connections", .integer(1...10_000), \.connectionCountMax,
            "Connections beyond these are closed at once."),
        SettingKey(
            "max_body_bytes", .bytes(1_024...16 << 20), \.bodyByteCountMax,
            "Longest body of a request."),
        SettingKey(
            "max_events", .integer(1...65_536), \.eventCountMax, "Most events in a body."),
        SettingKey(
            "max_queries", .integer(1...10_000), \.queryCountMax,
            "Questions that may wait for the engine; beyond, the answer is 503."),
        SettingKey(
            "idle_timeout", .duration(100...600_000), \.idleTimeout,
            "Time for the head of a request to arrive."),
        SettingKey(
            "request_timeout", .duration(100...600_000), \.requestTimeout,
            "Time from a request's head until its answer is taken."),
        SettingKey(
            "query_timeout", .duration(10...60_000), \.queryTimeout,
            "Time for the engine to answer; beyond, the answer is 503."),
    ].map { (key: SettingKey<HTTPSettings>) in key.lifted("http", into: \.settings.http) }
}
