extension SettingsSchema {
    /// What is served over HTTP, to whom, and what a client may cost.
    static let httpKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "http.enabled", .boolean, \.settings.http.enabled,
            "Whether anything is served over HTTP."),
        SettingKey(
            "http.host", .text(.host), \.settings.http.host,
            "Address to listen at; one that others can reach needs a token, or insecure."),
        SettingKey(
            "http.port", .integer(0...65_535), \.settings.http.port,
            "Port to listen at; 0: any free one."),
        SettingKey(
            "http.token", .secret(.token), \.settings.http.token,
            "What Authorization: Bearer must say, but for /healthz and /readyz."),
        SettingKey(
            "http.token_file", .text(.path), \.settings.http.tokenFile,
            "A file that holds the token, where http.token is not set."),
        SettingKey(
            "http.insecure", .boolean, \.settings.http.isInsecure,
            "Whether an address that others can reach may do without a token."),
        SettingKey(
            "http.max_connections", .integer(1...10_000), \.settings.http.connectionCountMax,
            "Connections open at a time; others wait until one is closed."),
        SettingKey(
            "http.max_body_bytes", .bytes(1_024...16 << 20), \.settings.http.bodyByteCountMax,
            "Longest body of a request."),
        SettingKey(
            "http.max_events", .integer(1...65_536), \.settings.http.eventCountMax,
            "Most events in a body."),
        SettingKey(
            "http.max_requests_per_second", .integer(1...100_000),
            \.settings.http.requestsPerSecondMax,
            "Requests answered in a second; others wait for their turn."),
        SettingKey(
            "http.max_queries", .integer(1...10_000), \.settings.http.queryCountMax,
            "Questions that may wait for the engine; beyond, the answer is 503."),
        SettingKey(
            "http.idle_timeout", .duration(100...600_000), \.settings.http.idleTimeout,
            "Time for the head of a request to arrive."),
        SettingKey(
            "http.request_timeout", .duration(100...600_000), \.settings.http.requestTimeout,
            "Time from a request's head until its answer is taken."),
        SettingKey(
            "http.query_timeout", .duration(10...60_000), \.settings.http.queryTimeout,
            "Time for the engine to answer; beyond, the answer is 503."),
    ]
}
